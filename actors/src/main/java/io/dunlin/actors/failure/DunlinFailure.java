package io.dunlin.actors.failure;

import io.dunlin.persistence.model.ShardId;
import java.time.Duration;

/**
 * Why a request was not done. Each kind has one HTTP status and one gRPC status; {@link #message}
 * says what to do.
 */
public sealed interface DunlinFailure {
  String message();

  /** The named thing does not exist (404). */
  record NotFound(String message) implements DunlinFailure {}

  /** The name is taken (409). */
  record AlreadyExists(String message) implements DunlinFailure {}

  /** The request's content is wrong: dimension, vector name, id, ... (400, "Wrong input"). */
  record WrongInput(String message) implements DunlinFailure {}

  /** The request as such makes no sense (400, "Bad request"). */
  record BadRequest(String message) implements DunlinFailure {}

  /** What was asked for lies before what there still is (410); another beginning will do. */
  record OutOfRange(String message) implements DunlinFailure {}

  /** The time the caller gave is over; a write's outcome is unknown (408). */
  record TimedOut(String message) implements DunlinFailure {}

  /** Too much is under way (429); come back after {@code retryAfter}. */
  record Overloaded(String message, Duration retryAfter) implements DunlinFailure {}

  /** A shard cannot answer now; a write's outcome may be unknown (503). */
  record Unavailable(String message) implements DunlinFailure {}

  /** A write did not reach its shard, which was moving; nothing of it is stored (503). */
  record NotDelivered(ShardId shard) implements DunlinFailure {
    @Override
    public String message() {
      return "shard %s was moving and did not get the write, of which nothing is stored; send it again"
          .formatted(shard);
    }
  }

  /** A file is not what its checksum says (400, "Checksum mismatch"). */
  record ChecksumMismatch(String message) implements DunlinFailure {}

  /** The disk is (nearly) full (507). */
  record InsufficientStorage(String message) implements DunlinFailure {}

  /** Part of the contract, not built yet (501). */
  record NotBuilt(String message) implements DunlinFailure {}

  /** Our fault (500). */
  record Internal(String message) implements DunlinFailure {}

  /** This failure as an exception, for a future or a StatusReply. */
  default DunlinException asException() {
    return new DunlinException(this);
  }
}
