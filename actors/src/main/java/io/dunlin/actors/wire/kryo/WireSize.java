package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * How large a message will be. For senders: what the serializer refuses, nobody answers, as it runs
 * long after the sender has gone on. Costs what writing costs, less the copying.
 */
public final class WireSize {
  /** More than any host's name and port add to the name of an actor that is local here. */
  private static final String ADDRESS = "x".repeat(300);

  private static final WireCodec CODEC =
      new WireCodec(
          new ActorNames() {
            @Override
            public String nameOf(ActorRef<?> actor) {
              return actor.path().toSerializationFormat() + ADDRESS;
            }

            @Override
            public <T> ActorRef<T> named(String name) {
              throw new UnsupportedOperationException("nothing is read here");
            }
          },
          () -> 0);

  private WireSize() {}

  /**
   * At least as many bytes as it will take: a few hundred more for each actor that it names.
   *
   * @throws MessageTooLargeException when it nests too deep
   */
  public static long of(Object message) {
    return CODEC.size(message);
  }

  /** Why the message cannot be sent, if so. */
  public static Optional<DunlinFailure> refusal(Object message) {
    try {
      long bytes = of(message);
      return bytes <= WireLimits.MAX_MESSAGE_BYTES
          ? Optional.empty()
          : Optional.of(tooLarge(message, bytes).failure());
    } catch (MessageTooLargeException tooDeep) {
      return Optional.of(tooDeep.failure());
    }
  }

  static MessageTooLargeException tooLarge(Object message, long bytes) {
    return new MessageTooLargeException(
        "%s takes %d bytes; at most %d are sent at once"
            .formatted(message.getClass().getSimpleName(), bytes, WireLimits.MAX_MESSAGE_BYTES));
  }
}
