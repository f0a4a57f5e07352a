package io.dunlin.actors.wire.kryo;

import static io.dunlin.actors.wire.WireLimits.MAX_MESSAGE_BYTES;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.wire.MessageTooLargeException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;

/**
 * How Pekko sends messages to other nodes: as {@link WireCodec} writes them, all that is needed to
 * read them included, so that there is no manifest.
 *
 * <p>A message that is too large is not sent; Pekko logs that. In place of a reply that is too
 * large its asker gets a failure.
 */
public final class MessageSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** As in reference.conf; stands before every message. */
  static final int IDENTIFIER = 14002;

  private final ExtendedActorSystem system;

  /** Made late: this object is itself made while the system starts. */
  private volatile @Nullable WireCodec codec;

  /** Called by Pekko. */
  public MessageSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  private WireCodec codec() {
    WireCodec present = codec;
    if (present == null) {
      present = WireCodec.of(Adapter.toTyped(system));
      codec = present;
    }
    return present;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return "";
  }

  /**
   * @throws MessageTooLargeException when it takes too many bytes or nests too deep
   */
  @Override
  public byte[] toBinary(Object message) {
    try {
      return codec().write(message, MAX_MESSAGE_BYTES);
    } catch (MessageTooLargeException tooLarge) {
      return codec().write(refusal(message, tooLarge), MAX_MESSAGE_BYTES);
    }
  }

  @Override
  public void toBinary(Object message, ByteBuffer to) {
    try {
      codec().write(message, MAX_MESSAGE_BYTES, to);
    } catch (MessageTooLargeException tooLarge) {
      codec().write(refusal(message, tooLarge), MAX_MESSAGE_BYTES, to);
    }
  }

  private static StatusReply<Object> refusal(Object message, MessageTooLargeException tooLarge) {
    if (message instanceof StatusReply<?> reply && reply.isSuccess()) {
      return StatusReply.error(
          new DunlinFailure.BadRequest(
                  "The answer is too large to be sent between nodes (%d bytes are allowed): ask for"
                          .formatted(MAX_MESSAGE_BYTES)
                      + " fewer points, or for less of each")
              .asException());
    }
    throw tooLarge;
  }

  /**
   * @throws NotSerializableException when the bytes are not those of a message that this version
   *     knows
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    checkSize(bytes.length);
    return codec().read(bytes);
  }

  @Override
  public Object fromBinary(ByteBuffer from, String manifest) throws NotSerializableException {
    checkSize(from.remaining());
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return codec().read(bytes);
  }

  private static void checkSize(int bytes) throws NotSerializableException {
    if (bytes > MAX_MESSAGE_BYTES) {
      throw new NotSerializableException(
          "A message of %d bytes; at most %d are sent at once".formatted(bytes, MAX_MESSAGE_BYTES));
    }
  }
}
