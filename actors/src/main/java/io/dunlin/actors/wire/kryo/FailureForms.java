package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.failure.DunlinFailure.AlreadyExists;
import io.dunlin.actors.failure.DunlinFailure.BadRequest;
import io.dunlin.actors.failure.DunlinFailure.ChecksumMismatch;
import io.dunlin.actors.failure.DunlinFailure.InsufficientStorage;
import io.dunlin.actors.failure.DunlinFailure.Internal;
import io.dunlin.actors.failure.DunlinFailure.NotBuilt;
import io.dunlin.actors.failure.DunlinFailure.NotDelivered;
import io.dunlin.actors.failure.DunlinFailure.NotFound;
import io.dunlin.actors.failure.DunlinFailure.OutOfRange;
import io.dunlin.actors.failure.DunlinFailure.Overloaded;
import io.dunlin.actors.failure.DunlinFailure.TimedOut;
import io.dunlin.actors.failure.DunlinFailure.Unavailable;
import io.dunlin.actors.failure.DunlinFailure.WrongInput;
import java.time.Duration;
import java.util.function.Function;

/** Why something was not done. */
final class FailureForms {
  private FailureForms() {}

  static final Part<DunlinFailure> FAILURE = Part.oneOf(DunlinFailure.class);

  static final Form<NotFound> NOT_FOUND = text(NotFound::new);
  static final Form<AlreadyExists> ALREADY_EXISTS = text(AlreadyExists::new);
  static final Form<WrongInput> WRONG_INPUT = text(WrongInput::new);
  static final Form<BadRequest> BAD_REQUEST = text(BadRequest::new);
  static final Form<OutOfRange> OUT_OF_RANGE = text(OutOfRange::new);
  static final Form<TimedOut> TIMED_OUT = text(TimedOut::new);

  static final Form<Overloaded> OVERLOADED =
      Form.first(
          (out, failure) -> {
            out.string(failure.message());
            out.varLong(failure.retryAfter().toMillis());
          },
          in -> new Overloaded(in.string(), Duration.ofMillis(in.varLong())));

  static final Form<Unavailable> UNAVAILABLE = text(Unavailable::new);
  static final Form<InsufficientStorage> INSUFFICIENT_STORAGE = text(InsufficientStorage::new);
  static final Form<ChecksumMismatch> CHECKSUM_MISMATCH = text(ChecksumMismatch::new);
  static final Form<NotBuilt> NOT_BUILT = text(NotBuilt::new);
  static final Form<NotDelivered> NOT_DELIVERED =
      Form.first(
          (out, failure) -> Leaves.SHARD_ID.write(out, failure.shard()),
          in -> new NotDelivered(Leaves.SHARD_ID.read(in)));

  static final Form<Internal> INTERNAL = text(Internal::new);

  private static <F extends DunlinFailure> Form<F> text(Function<String, F> failure) {
    return Form.first(
        (out, value) -> out.string(value.message()), in -> failure.apply(in.string()));
  }
}
