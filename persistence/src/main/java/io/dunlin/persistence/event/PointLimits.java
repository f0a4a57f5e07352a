package io.dunlin.persistence.event;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.payload.PayloadCodec;
import java.util.Optional;

/**
 * What a log takes at most of one point. To be asked before anything is handed to the journal,
 * which can only fail, and with it the actor whose log it is.
 */
public final class PointLimits {
  /**
   * Bytes of a point, or of another single thing with a payload: fits one event by far, and a
   * message of 1 MiB to another node with all that stands around it.
   */
  public static final int MAX_BYTES = 1000 << 10;

  private PointLimits() {}

  /** What is wrong with the point, or nothing. */
  public static Optional<String> violation(RowChange.Put point) {
    String what = "point " + point.id();
    return tooDeep(what, point.payload(), 0).or(() -> tooLarge(what, EventBytes.sizeOf(point)));
  }

  /**
   * What is wrong with a point that gets this payload, or nothing.
   *
   * @param vectorBytes of the vectors that the point has already
   */
  public static Optional<String> violation(RowChange.PutPayload change, long vectorBytes) {
    String what = "point " + change.id();
    return tooDeep(what, change.payload(), 0)
        .or(() -> tooLarge(what, EventBytes.sizeOf(change) + vectorBytes));
  }

  /**
   * What is wrong with a payload on its own, or nothing.
   *
   * @param what begins the answer: "point 7"
   * @param below levels of objects and arrays that it is to be put into
   */
  public static Optional<String> violation(String what, Payload payload, int below) {
    return tooDeep(what, payload, below).or(() -> tooLarge(what, EventBytes.sizeOf(payload)));
  }

  private static Optional<String> tooDeep(String what, Payload payload, int below) {
    return PayloadCodec.fits(payload, below)
        ? Optional.empty()
        : Optional.of(
            "%s: the payload nests deeper than the %d levels that are allowed"
                .formatted(what, PayloadCodec.MAX_DEPTH));
  }

  private static Optional<String> tooLarge(String what, long bytes) {
    return bytes <= MAX_BYTES
        ? Optional.empty()
        : Optional.of(
            "%s takes %d bytes; at most %d are allowed".formatted(what, bytes, MAX_BYTES));
  }
}
