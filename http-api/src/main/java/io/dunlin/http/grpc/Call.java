package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.consistency.ReadTerms;
import io.dunlin.http.error.GrpcCode;
import io.dunlin.http.error.RequestException;
import io.qdrant.client.grpc.Points.ReadConsistency;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a method knows of the call besides its message.
 *
 * @param startNanos {@link System#nanoTime} at arrival
 * @param deadline the caller's {@code grpc-timeout}
 * @param defaultTimeout for calls that name no time
 * @param headers what its metadata says about reading
 * @param author whose it is, as points tell it
 */
record Call(
    long startNanos,
    Optional<Duration> deadline,
    Duration defaultTimeout,
    ReadHeaders headers,
    String author) {
  private static final Pattern TIMEOUT = Pattern.compile("([0-9]{1,8})([HMSmun])");

  /** Reads a {@code grpc-timeout}: at most eight digits and a unit. */
  static Duration parseTimeout(String header) {
    Matcher matcher = TIMEOUT.matcher(header);
    if (!matcher.matches()) {
      throw new GrpcProtocolException(GrpcCode.INTERNAL, "Malformed grpc-timeout: " + header);
    }
    long value = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "H" -> Duration.ofHours(value);
      case "M" -> Duration.ofMinutes(value);
      case "S" -> Duration.ofSeconds(value);
      case "m" -> Duration.ofMillis(value);
      case "u" -> Duration.ofNanos(1_000 * value);
      default -> Duration.ofNanos(value);
    };
  }

  /** The same with other headers. */
  Call with(ReadHeaders other) {
    return new Call(startNanos, deadline, defaultTimeout, other, author);
  }

  /** How long the call may take when its message names no time. */
  Duration timeout() {
    return deadline.orElse(defaultTimeout);
  }

  /**
   * How long the call may take: the message's own time, but never longer than its deadline.
   *
   * @param given whether the message names a time
   * @param seconds that time, unsigned
   */
  Duration timeout(boolean given, long seconds) {
    if (!given) {
      return timeout();
    }
    if (seconds == 0) {
      throw RequestException.invalidMessage("timeout", "value 0 invalid, must be 1 or larger");
    }
    Duration own = Duration.ofSeconds(Unsigned.toInt(seconds));
    return deadline.filter(limit -> limit.compareTo(own) < 0).orElse(own);
  }

  /**
   * How a write is to be done.
   *
   * @param wait until it is visible
   * @param timeoutGiven whether the message names a time
   * @param timeoutSeconds that time, unsigned
   */
  WriteOptions writeOptions(boolean wait, boolean timeoutGiven, long timeoutSeconds) {
    return new WriteOptions(wait, timeout(timeoutGiven, timeoutSeconds), timeoutGiven, author);
  }

  /**
   * How a read is to be done that no model judges.
   *
   * @param timeoutGiven whether the message names a time
   * @param timeoutSeconds that time, unsigned
   */
  ReadTerms readTerms(ReadConsistency consistency, boolean timeoutGiven, long timeoutSeconds) {
    if (headers.rerank().isPresent()) {
      throw new DunlinFailure.BadRequest(
              ReadHeaders.RERANK + ": only Query, QueryBatch and QueryGroups take it")
          .asException();
    }
    return queryTerms(consistency, timeoutGiven, timeoutSeconds);
  }

  /** As {@link #readTerms}, of what a model may judge. */
  ReadTerms queryTerms(ReadConsistency consistency, boolean timeoutGiven, long timeoutSeconds) {
    return ReadTerms.of(
            timeout(timeoutGiven, timeoutSeconds),
            timeoutGiven,
            ConsistencyProto.decode(consistency),
            headers.token(),
            headers.allowPartial(),
            headers.affinity())
        .of(headers.asOf(), headers.cursor().map(JsonCodec::cursor))
        .explained(headers.explain(), startNanos);
  }

  /** Seconds since the call arrived, as answers report it. */
  double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
