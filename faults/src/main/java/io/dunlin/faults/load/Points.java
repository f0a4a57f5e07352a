package io.dunlin.faults.load;

import com.fasterxml.jackson.databind.JsonNode;
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

/** The points of one collection, over REST. Any thread may use it. */
final class Points {
  /** Its retries end well before the client's patience. */
  private static final String TIMEOUT = "timeout=5";

  private static final Set<Integer> REFUSED = Set.of(400, 404, 409, 422, 429);
  private static final Set<Integer> EXPECTED = Set.of(200, 408, 429, 503);

  /** Also what answers for a collection's name. */
  private static final Set<Integer> EXPECTED_OF_NAMES = Set.of(200, 404, 408, 409, 429, 503);

  /** The first shards are opened while everything else still starts. */
  private static final Duration FIRST_PATIENCE = Duration.ofMinutes(3);

  enum Outcome {
    ACKED,
    REFUSED,
    UNKNOWN
  }

  /**
   * What is known of a write.
   *
   * @param token of one that is acked
   */
  record Written(Outcome outcome, String token) {
    private Written(Outcome outcome) {
      this(outcome, "");
    }
  }

  /** Ways to read. */
  enum Question {
    RETRIEVE,
    SCROLL,
    SEARCH,
    /** The ids and scores of a search alone, which one look at each shard answers. */
    NEAREST;

    /**
     * Whether the answer is of the positions that it names, and of all points: a search looks twice
     * and names the later positions.
     */
    boolean oneLook() {
      return this == SCROLL || this == NEAREST;
    }
  }

  /**
   * @param wanted by {@link Question#RETRIEVE}
   * @param token shown, if the terms have one
   */
  record Inquiry(Question question, Set<Long> wanted, Terms terms, String token) {}

  /**
   * @param values by key; what was asked for and is not here is not there
   * @param staleNanos what the answer said of its age; 0 when nothing
   * @param token what it said of positions, if anything
   * @param text the points as they came
   */
  record Seen(Map<Long, Long> values, long staleNanos, Optional<String> token, String text) {}

  private final Rest rest;
  private final String path;
  private final Set<Long> keys;
  private final int copies;
  private final boolean first;
  private final Complaints complaints;

  /**
   * @param keys all that it ever has
   * @param copies of each shard
   */
  Points(String collection, Set<Long> keys, int copies, Complaints complaints) {
    this(new Rest(), "/collections/" + collection, keys, copies, true, complaints);
  }

  private Points(
      Rest rest, String path, Set<Long> keys, int copies, boolean first, Complaints complaints) {
    this.rest = rest;
    this.path = path;
    this.keys = keys;
    this.copies = copies;
    this.first = first;
    this.complaints = complaints;
  }

  /**
   * Of the next collection of this name.
   *
   * @param otherKeys of which none before has had one
   */
  Points next(Set<Long> otherKeys) {
    return new Points(rest, path, otherKeys, copies, false, complaints);
  }

  Set<Long> keys() {
    return keys;
  }

  // ---- the collection ----

  /** The first of its name; waits for it. */
  boolean create(URI node, int shards) throws IOException {
    return rest.send(
            node,
            new Rest.Request(
                "PUT", path + "?timeout=120", config(shards), Optional.empty(), FIRST_PATIENCE))
        .ok();
  }

  /** Returns whether it is there: made now, or by an earlier request that was not answered. */
  boolean make(URI node, int shards) {
    return named(node, new Rest.Request("PUT", path + "?" + TIMEOUT, config(shards)))
        .filter(answer -> answer.ok() || answer.status() == 409)
        .isPresent();
  }

  private String config(int shards) {
    return "{\"vectors\":{\"size\":%d,\"distance\":\"Euclid\"},\"shard_number\":%d,\"replication_factor\":%d}"
        .formatted(PointVector.DIMENSION, shards, copies);
  }

  /** Whether there was one to drop; nothing when that is not known. */
  Optional<Boolean> drop(URI node) {
    return named(node, new Rest.Request("DELETE", path + "?" + TIMEOUT, ""))
        .filter(Rest.Answer::ok)
        .flatMap(Points::result);
  }

  private static Optional<Boolean> result(Rest.Answer answer) {
    try {
      return Optional.of(answer.json().path("result").asBoolean());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a node says of all points of a name that has no collection; nothing when it cannot. */
  Optional<Rest.Answer> askInVain(URI node) {
    return named(
        node,
        new Rest.Request(
            "POST", path + "/points/scroll?" + TIMEOUT, "{\"limit\":1,\"with_payload\":true}"));
  }

  private Optional<Rest.Answer> named(URI node, Rest.Request request) {
    try {
      Rest.Answer answer = rest.send(node, request);
      complainUnless(EXPECTED_OF_NAMES, node, answer);
      return Optional.of(answer);
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  // ---- points ----

  Written upsert(URI node, long key, long value) {
    String body =
        "{\"points\":[{\"id\":%d,\"vector\":%s,\"payload\":{\"value\":%d}}]}"
            .formatted(key, Arrays.toString(PointVector.of(key, value)), value);
    return write(node, "PUT", "/points", body);
  }

  Written delete(URI node, long key) {
    return write(node, "POST", "/points/delete", "{\"points\":[%d]}".formatted(key));
  }

  private Written write(URI node, String method, String what, String body) {
    try {
      Rest.Answer answer =
          rest.send(node, new Rest.Request(method, path + what + "?wait=true&" + TIMEOUT, body));
      complainUnless(EXPECTED, node, answer);
      if (answer.ok()) {
        JsonNode json = answer.json();
        return json.at("/result/status").asText().equals("completed")
            ? new Written(Outcome.ACKED, json.path("token").asText())
            : new Written(Outcome.UNKNOWN);
      }
      return new Written(REFUSED.contains(answer.status()) ? Outcome.REFUSED : Outcome.UNKNOWN);
    } catch (ConnectException | HttpConnectTimeoutException neverSent) {
      return new Written(Outcome.REFUSED);
    } catch (IOException lost) {
      return new Written(Outcome.UNKNOWN);
    }
  }

  /** Nothing when there was no answer, or one that asks to try again. */
  Optional<Seen> read(URI node, Inquiry asked) {
    try {
      return switch (asked.question()) {
        case RETRIEVE -> {
          String ids =
              asked.wanted().stream().map(String::valueOf).collect(Collectors.joining(","));
          yield seen(node, asked, "", "{\"ids\":[%s],".formatted(ids), asked.wanted());
        }
        case SCROLL ->
            seen(node, asked, "/scroll", "{\"limit\":%d,".formatted(keys.size() + 1), keys);
        case SEARCH ->
            seen(node, asked, "/search", search() + "\"params\":{\"exact\":true},", keys);
        case NEAREST -> seen(node, asked, "/search", search(), Set.of());
      };
    } catch (IOException lost) {
      return Optional.empty();
    }
  }

  private String search() {
    return "{\"vector\":%s,\"limit\":%d,"
        .formatted(Arrays.toString(PointVector.of(0, 0)), keys.size() + 1);
  }

  private Optional<Seen> seen(URI node, Inquiry asked, String how, String body, Set<Long> possible)
      throws IOException {
    boolean whole = asked.question() != Question.NEAREST;
    Rest.Request request =
        new Rest.Request(
            "POST",
            path + "/points" + how + "?" + TIMEOUT + asked.terms().query(),
            body + "\"with_payload\":%1$b,\"with_vector\":%1$b}".formatted(whole));
    Rest.Answer answer =
        rest.send(
            node,
            switch (asked.terms()) {
              case PLAIN, MAJORITY, ALL -> request;
              case SESSION -> request.with(asked.token());
              case POSITION -> request.with(Session.NEW);
            });
    complainUnless(EXPECTED, node, answer);
    if (!answer.ok()) {
      return Optional.empty();
    }
    JsonNode json = answer.json();
    JsonNode points =
        asked.question() == Question.SCROLL ? json.at("/result/points") : json.path("result");
    long stale = json.path("stale_ms").asLong(0);
    if (stale > 0
        && copies > 1
        && (asked.terms() == Terms.ALL || asked.terms() == Terms.MAJORITY)) {
      complaints.add(Complaints.Kind.OLD, "an old answer of several copies: " + answer);
    }
    if (stale > 0 && !first && isOfOneBefore(points)) {
      return Optional.empty();
    }
    return Optional.of(
        new Seen(
            whole ? values(points, possible) : Map.of(),
            stale * 1_000_000,
            Optional.of(json.path("token").asText()).filter(token -> !token.isEmpty()),
            points.toString()));
  }

  private boolean isOfOneBefore(JsonNode points) {
    for (JsonNode point : points) {
      if (!keys.contains(point.path("id").asLong())) {
        return true;
      }
    }
    return false;
  }

  private Map<Long, Long> values(JsonNode points, Set<Long> possible) {
    Map<Long, Long> values = new HashMap<>();
    possible.forEach(key -> values.put(key, Write.ABSENT));
    for (JsonNode point : points) {
      long key = point.path("id").asLong();
      long value = point.at("/payload/value").asLong();
      if (!PointVector.matches(key, value, point.path("vector"))) {
        complaints.add(Complaints.Kind.POINTS, "half a write, or another's vector: " + point);
      }
      Long before = values.put(key, value);
      if (before == null || before != Write.ABSENT) {
        complaints.add(
            Complaints.Kind.POINTS,
            "point %d was not asked for, or came twice: %s".formatted(key, points));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return path;
  }

  private void complainUnless(Set<Integer> expected, URI node, Rest.Answer answer) {
    if (!expected.contains(answer.status())) {
      complaints.add(
          Complaints.Kind.STATUS,
          "an answer of %s for %s that no fault explains: %s".formatted(node, path, answer));
    }
  }
}
