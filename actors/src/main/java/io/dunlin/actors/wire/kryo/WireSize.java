package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
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

  /**
   * The same of what a message is about, for which it has {@link WireLimits#MAX_CONTENT_BYTES}.
   *
   * @param what begins the refusal: "the filter"
   * @throws MessageTooLargeException when it takes more, or nests too deep
   */
  public static long ofContent(String what, Object content) {
    long bytes = of(content);
    if (bytes > WireLimits.MAX_CONTENT_BYTES) {
      throw new MessageTooLargeException(
          "%s takes %d bytes; at most %d are sent at once"
              .formatted(what, bytes, WireLimits.MAX_CONTENT_BYTES));
    }
    return bytes;
  }
}
