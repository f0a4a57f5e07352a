package io.dunlin.faults.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.Write;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The points of one collection, over REST. Any thread may use it. */
final class Points {
  /** Its retries end well before the client's patience. */
  private static final String TIMEOUT = "timeout=5";

  private static final Set<Integer> REFUSED = Set.of(400, 404, 409, 422, 429);
  private static final Set<Integer> EXPECTED = Set.of(200, 408, 429, 503);

  /** The first shards are opened while everything else still starts. */
  private static final Duration FIRST_PATIENCE = Duration.ofMinutes(3);

  enum Outcome {
    ACKED,
    REFUSED,
    UNKNOWN
  }

  /** Ways to read. */
  enum Question {
    RETRIEVE,
    SCROLL,
    SEARCH
  }

  /**
   * @param values by key; what was asked for and is not here is not there
   */
  record Seen(Map<Long, Long> values, Freshness freshness) {}

  private final Rest rest = new Rest();
  private final String path;
  private final int keys;
  private final Complaints complaints;

  Points(String collection, int keys, Complaints complaints) {
    this.path = "/collections/" + collection;
    this.keys = keys;
    this.complaints = complaints;
  }

  boolean create(URI node, int shards) throws IOException {
    String body =
        "{\"vectors\":{\"size\":%d,\"distance\":\"Euclid\"},\"shard_number\":%d}"
            .formatted(PointVector.DIMENSION, shards);
    return rest.send(node, "PUT", path + "?timeout=120", body, FIRST_PATIENCE).ok();
  }

  Outcome upsert(URI node, long key, long value) {
    String body =
        "{\"points\":[{\"id\":%d,\"vector\":%s,\"payload\":{\"value\":%d}}]}"
            .formatted(key, Arrays.toString(PointVector.of(key, value)), value);
    return write(node, "PUT", "/points", body);
  }

  Outcome delete(URI node, long key) {
    return write(node, "POST", "/points/delete", "{\"points\":[%d]}".formatted(key));
  }

  private Outcome write(URI node, String method, String what, String body) {
    try {
      Rest.Answer answer = rest.send(node, method, path + what + "?wait=true&" + TIMEOUT, body);
      complainUnlessExpected(answer);
      if (answer.ok()) {
        String status = answer.json().path("result").path("status").asText();
        return status.equals("completed") ? Outcome.ACKED : Outcome.UNKNOWN;
      }
      return REFUSED.contains(answer.status()) ? Outcome.REFUSED : Outcome.UNKNOWN;
    } catch (ConnectException | HttpConnectTimeoutException neverSent) {
      return Outcome.REFUSED;
    } catch (IOException lost) {
      return Outcome.UNKNOWN;
    }
  }

  /** Nothing when there was no answer, or one that asks to try again. */
  Optional<Seen> read(URI node, Question question, Set<Long> wanted) {
    try {
      return switch (question) {
        case RETRIEVE -> {
          String ids = wanted.stream().map(String::valueOf).collect(Collectors.joining(","));
          yield seen(ask(node, "", "{\"ids\":[%s],".formatted(ids)), "result", wanted);
        }
        case SCROLL ->
            seen(ask(node, "/scroll", "{\"limit\":%d,".formatted(keys + 1)), "points", all());
        case SEARCH ->
            seen(
                ask(
                    node,
                    "/search",
                    "{\"vector\":%s,\"limit\":%d,\"params\":{\"exact\":true},"
                        .formatted(Arrays.toString(PointVector.of(0, 0)), keys + 1)),
                "result",
                all());
      };
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  private Rest.Answer ask(URI node, String how, String body) throws IOException {
    return rest.send(
        node,
        "POST",
        path + "/points" + how + "?" + TIMEOUT,
        body + "\"with_payload\":true,\"with_vector\":true}");
  }

  private Set<Long> all() {
    return LongStream.rangeClosed(1, keys).boxed().collect(Collectors.toSet());
  }

  private Optional<Seen> seen(Rest.Answer answer, String list, Set<Long> asked) throws IOException {
    complainUnlessExpected(answer);
    if (!answer.ok()) {
      return Optional.empty();
    }
    JsonNode json = answer.json();
    Map<Long, Long> values = new HashMap<>();
    asked.forEach(key -> values.put(key, Write.ABSENT));
    for (JsonNode point : list.equals("points") ? json.at("/result/points") : json.path("result")) {
      long key = point.path("id").asLong();
      long value = point.at("/payload/value").asLong();
      if (!PointVector.matches(key, value, point.path("vector"))) {
        complaints.add("half a write, or another's vector: " + point);
      }
      Long before = values.put(key, value);
      if (before == null || before != Write.ABSENT) {
        complaints.add("point %d was not asked for, or came twice: %s".formatted(key, answer));
      }
    }
    return Optional.of(new Seen(values, freshness(json)));
  }

  /** An answer of a copy whose primary is gone says how old it may be. */
  private static Freshness freshness(JsonNode json) {
    JsonNode stale = json.path("stale_ms");
    return stale.isNumber()
        ? new Freshness.StaleBy(stale.asLong() * 1_000_000)
        : new Freshness.Latest();
  }

  private void complainUnlessExpected(Rest.Answer answer) {
    if (!EXPECTED.contains(answer.status())) {
      complaints.add("an answer that no fault explains: " + answer);
    }
  }

  /** The texts that every node answers a search and a scroll with. */
  Optional<String> text(URI node, Question question) {
    try {
      String vector = Arrays.toString(PointVector.of(0, 0));
      Rest.Answer answer =
          question == Question.SEARCH
              ? ask(node, "/search", "{\"vector\":%s,\"limit\":10,".formatted(vector))
              : ask(node, "/scroll", "{\"limit\":%d,".formatted(keys + 1));
      return answer.ok() ? Optional.of(answer.json().path("result").toString()) : Optional.empty();
    } catch (IOException lost) {
      return Optional.empty();
    }
  }
}
