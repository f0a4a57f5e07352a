package io.dunlin.actors.wire.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The serializer of one class: a byte with the version, then the fields as the version has them.
 * Immutable: each method that changes something gives another form.
 */
final class Form<T> extends Serializer<T> implements Part<T> {
  private final int written;
  private final BiConsumer<WireWriter, T> writer;

  /** Of version 1, 2, ... */
  private final List<Function<WireReader, T>> readers;

  private Form(
      int written, BiConsumer<WireWriter, T> writer, List<Function<WireReader, T>> readers) {
    super(false, true);
    this.written = written;
    this.writer = writer;
    this.readers = List.copyOf(readers);
  }

  /** A form in version 1. */
  static <T> Form<T> first(BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
    return new Form<>(1, writer, List.of(reader));
  }

  /** A form of something without fields. */
  static <T> Form<T> empty(T value) {
    return first((_, _) -> {}, _ -> value);
  }

  /** The same, and the next version is read too. */
  Form<T> orNext(Function<WireReader, T> reader) {
    List<Function<WireReader, T>> more = new ArrayList<>(readers);
    more.add(reader);
    return new Form<>(written, writer, more);
  }

  /** The same, and the last version is the one that is written: all nodes must read it by now. */
  Form<T> writing(BiConsumer<WireWriter, T> lastVersion) {
    return new Form<>(readers.size(), lastVersion, readers);
  }

  /** The version that is written. */
  int written() {
    return written;
  }

  @Override
  public void write(WireWriter out, T value) {
    out.code(written);
    writer.accept(out, value);
  }

  @Override
  public T read(WireReader in) {
    int version = in.code();
    if (version < 1 || version > readers.size()) {
      throw WireReader.unknown("version", version);
    }
    return readers.get(version - 1).apply(in);
  }

  @Override
  public void write(Kryo kryo, Output output, T value) {
    write(((WireKryo) kryo).writer(), value);
  }

  @Override
  public T read(Kryo kryo, Input input, Class<? extends T> type) {
    return read(((WireKryo) kryo).reader());
  }
}
