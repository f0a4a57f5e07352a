package io.dunlin.actors.wire.kryo;

import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireMessage;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.StatusReply;

/**
 * Messages to bytes and back. Any number of threads may use it at the same time.
 *
 * <p>Any bytes are safe to read: only classes of {@link WireType} are made of them, and no more
 * memory is taken than a few times their length.
 */
public final class WireCodec implements MessageCodec {
  private static final int IDLE = 32;
  private static final int COUNTING_BUFFER = 8 << 10;

  private final Pool<WireKryo> kryos;

  WireCodec(ActorNames names, LongSupplier nanoTime) {
    kryos =
        new Pool<>(true, false, IDLE) {
          @Override
          protected WireKryo create() {
            return new WireKryo(names, nanoTime);
          }
        };
  }

  /**
   * For the messages of this system: their actors are its own, or remote to it. To be made once.
   */
  public static WireCodec of(ActorSystem<?> system) {
    ActorRefResolver resolver = ActorRefResolver.get(system);
    return new WireCodec(
        new ActorNames() {
          @Override
          public String nameOf(ActorRef<?> actor) {
            return resolver.toSerializationFormat(actor);
          }

          @Override
          public <T> ActorRef<T> named(String name) {
            return resolver.resolveActorRef(name);
          }
        },
        System::nanoTime);
  }

  /**
   * @throws MessageTooLargeException when it takes more than {@code limit} bytes or nests too deep
   * @throws IllegalArgumentException when it is of a class that is not sent between nodes, or holds
   *     something that no message may
   */
  @Override
  public byte[] write(Object message, int limit) {
    return writing(message, limit, Output::toBytes);
  }

  /**
   * Writes into {@code to}, see {@link #write(Object, int)}.
   *
   * @throws java.nio.BufferOverflowException when it has too little room
   */
  void write(Object message, int limit, ByteBuffer to) {
    writing(message, limit, out -> to.put(out.getBuffer(), 0, out.position()));
  }

  private <R> R writing(Object message, int limit, Function<Output, R> then) {
    WireKryo kryo = kryos.obtain();
    try {
      Output out = kryo.memory(limit);
      kryo.writer().begin(out);
      kryo.writer().kind(message);
      return then.apply(out);
    } catch (KryoBufferOverflowException full) {
      throw new MessageTooLargeException(
          "%s takes more than the %d bytes that are allowed"
              .formatted(message.getClass().getName(), limit));
    } finally {
      release(kryo);
    }
  }

  /** How many bytes {@link #write} would make, without a limit and without making them. */
  long size(Object message) {
    WireKryo kryo = kryos.obtain();
    try (Output out = new Output(OutputStream.nullOutputStream(), COUNTING_BUFFER)) {
      kryo.writer().begin(out);
      kryo.writer().kind(message);
      return out.total();
    } finally {
      release(kryo);
    }
  }

  /**
   * @throws NotSerializableException when the bytes are not those of one message, or of one that
   *     only a newer Dunlin knows
   */
  @Override
  public Object read(byte[] bytes) throws NotSerializableException {
    Object message = read(bytes, Object.class);
    if (message instanceof WireMessage || message instanceof StatusReply<?>) {
      return message;
    }
    throw new NotSerializableException("Not a message: " + message.getClass().getName());
  }

  /** Reads a message, or a part of one that has a number. */
  <T> T read(byte[] bytes, Class<T> kind) throws NotSerializableException {
    WireKryo kryo = kryos.obtain();
    try {
      kryo.reader().begin(bytes);
      T message = kryo.reader().kind(kind);
      kryo.reader().end();
      return message;
    } catch (RuntimeException malformed) {
      NotSerializableException refusal =
          new NotSerializableException(
              "Not a message of %d bytes: %s".formatted(bytes.length, malformed.getMessage()));
      refusal.initCause(malformed);
      throw refusal;
    } finally {
      release(kryo);
    }
  }

  private void release(WireKryo kryo) {
    kryo.clear();
    kryos.free(kryo);
  }
}
