package io.dunlin.actors.wire.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import java.util.function.LongSupplier;

/** A Kryo that knows the classes of {@link WireType} and no other. For one thread at a time. */
final class WireKryo extends Kryo {
  private static final int BUFFER = 4 << 10;
  private static final byte[] NOTHING = {};

  /** A buffer that grew beyond this for a large message is not kept. */
  private static final int KEPT_BUFFER = 128 << 10;

  private final Output memory = new Output(BUFFER);
  private final WireWriter writer;
  private final WireReader reader;

  WireKryo(ActorNames names, LongSupplier nanoTime) {
    super(new Resolver(), null);
    setRegistrationRequired(true);
    for (WireType type : WireType.values()) {
      register(type.type(), type.form(), type.id());
    }
    writer = new WireWriter(this, names, nanoTime, memory);
    reader = new WireReader(this, names, nanoTime);
  }

  WireWriter writer() {
    return writer;
  }

  WireReader reader() {
    return reader;
  }

  /** An empty output that takes no more than so many bytes. */
  Output memory(int limit) {
    byte[] buffer = memory.getBuffer();
    memory.setBuffer(buffer.length > limit ? new byte[limit] : buffer, limit);
    return memory;
  }

  /** Lets go of the last message. */
  void clear() {
    reset();
    reader.begin(NOTHING);
    if (memory.getBuffer().length > KEPT_BUFFER) {
      memory.setBuffer(new byte[BUFFER], BUFFER);
    }
  }

  boolean knows(Class<?> type) {
    Registration found = getClassResolver().getRegistration(type);
    return found != null && found.getId() >= WireType.FIRST_ID;
  }

  /**
   * Reads numbers of {@link WireType} only: neither Kryo's own numbers nor names of classes, which
   * Kryo would look for.
   */
  private static final class Resolver extends DefaultClassResolver {
    /** Kryo writes numbers with 0 and 1 left free. */
    private static final int SHIFT = 2;

    @Override
    public Registration readClass(Input input) {
      int id = input.readVarInt(true) - SHIFT;
      Registration found = id < WireType.FIRST_ID ? null : getRegistration(id);
      if (found == null) {
        throw WireReader.unknown("message", id);
      }
      return found;
    }

    @Override
    protected Registration readName(Input input) {
      throw new KryoException("classes have numbers");
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kryo has it
    protected void writeName(Output output, Class type, Registration registration) {
      throw new KryoException("classes have numbers");
    }
  }
}
