package io.dunlin.cluster.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads files of cases. A case has a name and one or more requests with their answers:
 *
 * <pre>
 * # A line for the reader.
 * ### a point is found by its id
 * POST /collections/birds/points
 * {"ids": [1]}
 * => 200
 * [{"id": 1, "payload": {}}]
 *
 * ### a collection that is not there
 * GET /collections/none
 * => 404 Not found: Collection `none` doesn't exist!
 * </pre>
 *
 * What is expected of REST is the field {@code result}, see {@link ExpectedJson}; the envelope
 * round it is looked at in any case. {@code => 200 ids} looks at the ids of the points alone,
 * {@code => 200 bare} is for JSON without an envelope, {@code => 200 plain} for text that has what
 * is expected somewhere. Over gRPC the first line names the method, as in {@code
 * qdrant.Points/Get}; messages are in protobuf's text format, see {@link ExpectedMessage}, and
 * those of a stream as {@link StreamedCall} says. Cases of a file come in order and share what the
 * ones before have made.
 */
final class Cases {
  static final List<String> FILES =
      List.of(
          "rest-service.txt",
          "rest-operators.txt",
          "rest-collections.txt",
          "rest-cluster.txt",
          "rest-fields.txt",
          "rest-vectors.txt",
          "rest-snapshots.txt",
          "rest-points.txt",
          "rest-filters.txt",
          "rest-queries.txt",
          "grpc-collections.txt",
          "grpc-vectors.txt",
          "grpc-points.txt",
          "grpc-snapshots.txt",
          "grpc-streams.txt",
          "grpc-queries.txt");

  private static final Pattern REQUEST =
      Pattern.compile("(?:(GET|PUT|POST|PATCH|DELETE) (/.*)|([a-z][\\w.]*/[A-Z]\\w*))");
  private static final String NAME = "### ";
  private static final String ANSWER = "=> ";

  private final String file;
  private final List<String> lines;
  private int at;

  private Cases(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  record Case(String name, List<Exchange> exchanges) {}

  static List<Case> read(String file) {
    try (InputStream in = Objects.requireNonNull(Cases.class.getResourceAsStream(file), file)) {
      return new Cases(file, new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList())
          .all();
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }

  private List<Case> all() {
    List<Case> cases = new ArrayList<>();
    skipBlank();
    while (at < lines.size()) {
      String name = lines.get(at);
      require(name.startsWith(NAME), "a case begins with its name");
      at++;
      List<Exchange> exchanges = new ArrayList<>();
      skipBlank();
      while (at < lines.size() && !lines.get(at).startsWith(NAME)) {
        exchanges.add(exchange());
        skipBlank();
      }
      require(!exchanges.isEmpty(), "a case has a request");
      cases.add(new Case(name.substring(NAME.length()), exchanges));
    }
    return cases;
  }

  private Exchange exchange() {
    String place = file + ":" + (at + 1);
    Matcher first = REQUEST.matcher(lines.get(at));
    require(first.matches(), "a request begins with a method and a path, or a gRPC method");
    at++;
    String request = textUntilMark();
    require(at < lines.size() && lines.get(at).startsWith(ANSWER), "a request has an answer");
    String[] answer = lines.get(at).substring(ANSWER.length()).split(" ", 2);
    at++;
    return new Exchange(
        place,
        Objects.requireNonNullElse(first.group(1), ""),
        Objects.requireNonNullElse(first.group(2), first.group(3)),
        request,
        answer[0],
        answer.length < 2 ? "" : answer[1],
        textUntilMark());
  }

  /** Everything up to a name, a request or an answer. */
  private String textUntilMark() {
    StringBuilder text = new StringBuilder();
    for (; at < lines.size() && !isMark(lines.get(at)); at++) {
      if (!isComment(lines.get(at))) {
        text.append(lines.get(at)).append('\n');
      }
    }
    return text.toString().strip();
  }

  private static boolean isMark(String line) {
    return line.startsWith(NAME) || line.startsWith(ANSWER) || REQUEST.matcher(line).matches();
  }

  private void skipBlank() {
    while (at < lines.size() && (lines.get(at).isBlank() || isComment(lines.get(at)))) {
      at++;
    }
  }

  private static boolean isComment(String line) {
    return line.startsWith("# ");
  }

  private void require(boolean holds, String rule) {
    if (!holds) {
      throw new AssertionError(file + ":" + (at + 1) + ": " + rule);
    }
  }
}
