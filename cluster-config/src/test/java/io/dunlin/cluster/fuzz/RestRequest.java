package io.dunlin.cluster.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that a seed decides: one of the samples with changes in its body, path or head.
 *
 * @param bytes as they are sent
 * @param http whether it is well-formed HTTP, so that it is the API that answers
 * @param changes whether the sample writes
 * @param atomic whether a refusal means that nothing was written
 */
record RestRequest(byte[] bytes, boolean http, boolean changes, boolean atomic) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String[]> SAMPLES = Samples.read("requests.txt", 3);

  private static final List<String> SEGMENTS =
      List.of(
          "guarded",
          "missing",
          "nick",
          "",
          "%00",
          "%2F",
          "..%2F..",
          "%zz",
          "%",
          "%C3%28",
          "%F0%9F%98%80",
          "a%20b",
          "a:b",
          "x".repeat(300),
          "0",
          "-1",
          "18446744073709551615",
          "18446744073709551616",
          "5c56c793-69f3-4fbf-87e6-c4bf54c28c26",
          "points",
          "collections",
          "..",
          "~",
          "%7Bid%7D");
  private static final List<String> QUERIES =
      List.of(
          "wait=maybe",
          "wait",
          "wait=",
          "wait=true&wait=false",
          "timeout=0",
          "timeout=-1",
          "timeout=1",
          "timeout=99999999999999999999",
          "timeout=x",
          "ordering=none",
          "ordering=weak",
          "consistency=0",
          "consistency=all",
          "consistency=-3",
          "consistency=99",
          "=",
          "&&&",
          "%zz=1",
          "a=%C3%28",
          "details_level=99999999999",
          "token=x",
          "token=%00",
          "as_of=1",
          "x=" + "y".repeat(5000));
  private static final List<String> TYPES =
      List.of(
          "application/json",
          "text/plain",
          "application/json; charset=utf-16",
          "application/x-protobuf",
          "multipart/form-data; boundary=x",
          "nonsense",
          "",
          "application/grpc");
  private static final List<String> FIELDS =
      List.of(
          "Content-Encoding: gzip",
          "Content-Encoding: br",
          "Content-Encoding: identity",
          "Accept-Encoding: gzip;q=x, *",
          "Accept: text/html",
          "Accept: application/xml;q=0",
          "api-key: ",
          "api-key: wrong",
          "Authorization: Bearer x.y.z",
          "Origin: null",
          "X-Dunlin-Token: x",
          "x-qdrant-route-affinity: me",
          "Range: bytes=0-1",
          "If-None-Match: *",
          "Cookie: a=b; =; c",
          "Connection: keep-alive",
          "X: " + "y".repeat(3000));
  private static final List<String> BROKEN_FIELDS =
      List.of(
          "Content-Length: -1",
          "Content-Length: x",
          "Content-Length: 99999999999999999999",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip",
          "Expect: 100-continue",
          "Host: a, b",
          "no colon",
          "X: \u00ff",
          ": no name",
          "Upgrade: h2c",
          "Connection: Upgrade",
          "X: " + "y".repeat(100_000));

  static RestRequest of(long seed) {
    Draw draw = new Draw(seed);
    String[] sample = draw.of(SAMPLES);
    String method = sample[0];
    String path = sample[1];
    byte[] body = sample.length < 3 ? new byte[0] : sample[2].getBytes(UTF_8);
    boolean batch =
        path.contains("/batch") && !path.contains("/query") && !path.contains("/search");
    boolean changes = changes(method, path);
    String type = "application/json";
    List<String> fields = new ArrayList<>();
    boolean http = true;
    int length = -1;
    switch (draw.below(20)) {
      case 0 -> body = draw.damaged(body);
      case 1 -> body = draw.damaged(draw.damaged(body));
      case 2 -> path = withSegment(path, draw);
      case 3, 4 -> path = path.replaceAll("\\?.*", "") + "?" + draw.of(QUERIES);
      case 5 -> type = draw.of(TYPES);
      case 6 -> fields.add(draw.of(FIELDS));
      case 7 ->
          method = draw.of(List.of("GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"));
      case 8 -> {
        http = false;
        switch (draw.below(4)) {
          case 0 -> fields.add(draw.of(BROKEN_FIELDS));
          case 1 -> length = draw.below(2 * body.length + 2);
          case 2 -> method = draw.of(List.of("FROB", "get", "", "P\u00c4TCH", "X".repeat(100)));
          default ->
              path =
                  draw.of(
                      List.of(
                          "",
                          "x",
                          "*",
                          "http://[",
                          "/\u00ff",
                          "/ /",
                          "/a?b c",
                          "/" + "a".repeat(100_000)));
        }
      }
      case 9 -> {}
      default -> body = changed(body, draw);
    }
    changes |= changes(method, path);
    byte[] bytes = head(method, path, type, fields, length < 0 ? body.length : length, body);
    return new RestRequest(
        bytes, http && !method.equals("HEAD") && wellFormed(path), changes, !batch);
  }

  /** What a path's percent signs stand for is HTTP's business, not the API's. */
  private static boolean wellFormed(String path) {
    return !path.matches(".*(%(?![0-9A-Fa-f]{2})|%C3%28|%00).*");
  }

  private static boolean changes(String method, String path) {
    boolean reads =
        method.equals("POST")
            && path.matches(
                ".*/(points|query|search|recommend|discover|scroll|count|facet|query/batch|search/batch|groups|pairs|offsets)(\\?.*)?");
    return !reads && !method.equals("GET");
  }

  private static String withSegment(String path, Draw draw) {
    String[] segments = path.split("/", -1);
    segments[1 + draw.below(segments.length - 1)] = draw.of(SEGMENTS);
    return String.join("/", segments);
  }

  private static byte[] changed(byte[] body, Draw draw) {
    if (body.length == 0) {
      return draw.oneIn(2) ? body : "{}".getBytes(UTF_8);
    }
    try {
      JsonNode root = JSON.readTree(new String(body, UTF_8));
      JsonChanges changes = new JsonChanges(draw);
      for (int more = 1 + draw.below(3); more > 0; more--) {
        changes.change(root);
      }
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new AssertionError(new String(body, UTF_8), e);
    }
  }

  private static byte[] head(
      String method, String path, String type, List<String> fields, int length, byte[] body) {
    StringBuilder head =
        new StringBuilder(
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    if (fields.stream()
        .noneMatch(field -> field.startsWith("Content-Length") || field.startsWith("Transfer"))) {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    fields.forEach(field -> head.append(field).append("\r\n"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /** For a report. */
  @Override
  public String toString() {
    String text = new String(bytes, UTF_8);
    return text.length() <= 4000 ? text : text.substring(0, 4000) + "… (" + text.length() + ")";
  }
}
