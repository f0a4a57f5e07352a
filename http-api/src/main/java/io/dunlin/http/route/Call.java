package io.dunlin.http.route;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.ReadView;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.http.consistency.ReadTerms.Field;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.PointId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request as a route sees it.
 *
 * @param path the values of the path's parameters, decoded
 * @param query the query string's parameters, the first of each name
 * @param headers those that are about reading
 * @param body empty where there is none
 * @param defaultTimeout for requests that name none
 * @param author whose it is, as points tell it
 */
record Call(
    Map<String, String> path,
    Map<String, String> query,
    ReadHeaders headers,
    byte[] body,
    Duration defaultTimeout,
    String author) {

  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /** The collection that the path names, or the parameter {@code collection} where it does not. */
  String collection() {
    String inPath = path.get("collection_name");
    String name = inPath != null ? inPath : parameter("collection").orElse("");
    Names.problemOfCollection(name)
        .ifPresent(problem -> {
          throw inPath != null
              ? RequestException.invalidPath("collection_name", problem)
              : RequestException.invalidQuery("collection", problem);
        });
    return name;
  }

  /** The point that the path names. */
  PointId pointId() {
    String text = path.getOrDefault("id", "");
    return JsonCodec.pathId(text)
        .orElseThrow(() ->
            new DunlinFailure.WrongInput("Can not recognize \"" + text + "\" as point id")
                .asException());
  }

  /** The number of the node that the path names. */
  long peer() {
    String text = path.getOrDefault("peer_id", "");
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw RequestException.invalidPath("peer_id", "\"" + text + "\" is no number");
    }
  }

  /** The number of the shard that the path names. */
  int shard() {
    String text = path.getOrDefault("shard_id", "");
    if (!NUMBER.matcher(text).matches()) {
      throw RequestException.invalidPath("shard_id", "\"" + text + "\" is no number");
    }
    return Integer.parseInt(text);
  }

  /** How long the caller waits: {@code timeout}, in whole seconds from 1. */
  Duration timeout() {
    OptionalInt seconds = number("timeout", 1);
    return seconds.isPresent() ? Duration.ofSeconds(seconds.getAsInt()) : defaultTimeout;
  }

  /** {@code wait}, {@code timeout} and {@code ordering}; a shard orders all its writes anyway. */
  WriteOptions writeOptions() {
    parameter("ordering")
        .ifPresent(ordering -> {
          switch (ordering) {
            case "weak", "medium", "strong" -> {}
            default ->
                throw RequestException.malformedQuery(
                    "unknown variant `"
                        + ordering
                        + "`, expected one of `weak`, `medium`, `strong`");
          }
        });
    return new WriteOptions(flag("wait"), timeout(), parameter("timeout").isPresent(), author);
  }

  /** Of a read whose body says nothing of a cursor. */
  ReadTerms readTerms() {
    return readTerms(Optional.empty());
  }

  /**
   * {@code timeout}, {@code consistency}, {@code token}, {@code allow_partial} and {@code as_of};
   * of the last three a parameter counts before a header. An affinity is a header only.
   *
   * @param cursor what the body says of one, which counts before a header
   */
  ReadTerms readTerms(Optional<ReadView> cursor) {
    return ReadTerms.of(
            timeout(),
            parameter("timeout").isPresent(),
            consistency(),
            field("token").or(headers::token),
            field("allow_partial").or(headers::allowPartial),
            headers.affinity())
        .of(
            field("as_of").or(headers::asOf),
            cursor.or(() -> headers.cursor().map(JsonCodec::cursor)))
        .explained(headers.explain(), System.nanoTime());
  }

  private Optional<Field> field(String name) {
    return parameter(name).map(text -> new Field(name, text));
  }

  private Consistency consistency() {
    return parameter("consistency").map(Call::consistency).orElse(Consistency.ONE);
  }

  private static Consistency consistency(String text) {
    return switch (text) {
      case "majority", "quorum" -> new Consistency.Majority();
      case "all" -> new Consistency.All();
      default -> {
        if (!text.matches("[1-9][0-9]{0,8}")) {
          throw RequestException.malformedQuery(
              "unknown variant `"
                  + text
                  + "`, expected a number of replicas or one of `majority`, `quorum`, `all`");
        }
        yield new Consistency.Count(Integer.parseInt(text));
      }
    };
  }

  /** {@code wait} where an operation waits unless it is told not to. */
  boolean waits() {
    return parameter("wait").isEmpty() || flag("wait");
  }

  boolean flag(String name) {
    return switch (parameter(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw RequestException.malformedQuery(
              name + ": provided string was not `true` or `false`");
    };
  }

  /** A whole number, of at least {@code least}; empty where there is none. */
  OptionalInt number(String name, int least) {
    Optional<String> given = parameter(name);
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!NUMBER.matcher(given.get()).matches()) {
      throw RequestException.malformedQuery(name + ": invalid digit found in string");
    }
    int number = Integer.parseInt(given.get());
    if (number < least) {
      throw RequestException.invalidQuery(
          name, "value %d invalid, must be %d or larger".formatted(number, least));
    }
    return OptionalInt.of(number);
  }

  /** A list with commas; empty where there is none. */
  Set<String> words(String name) {
    return parameter(name).filter(list -> !list.isEmpty()).stream()
        .flatMap(list -> COMMA.splitAsStream(list))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The page of a cursor that the path names. */
  String cursor() {
    return path.getOrDefault("cursor", "");
  }

  /** Of the query string. */
  Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }
}
