package io.dunlin.actors.wire.kryo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How something is written and read again. Takes one byte at least, and reads what it wrote. */
interface Part<T> {
  void write(WireWriter out, T value);

  T read(WireReader in);

  static <T> Part<T> of(BiConsumer<WireWriter, T> writer, Function<WireReader, T> reader) {
    return new Part<>() {
      @Override
      public void write(WireWriter out, T value) {
        writer.accept(out, value);
      }

      @Override
      public T read(WireReader in) {
        return reader.apply(in);
      }
    };
  }

  /** One of several classes, told by its number in {@link WireType}. */
  static <T> Part<T> oneOf(Class<T> kind) {
    return of(WireWriter::kind, in -> in.kind(kind));
  }

  static <T> Part<Optional<T>> optional(Part<T> part) {
    return of(
        (out, value) -> {
          out.bool(value.isPresent());
          value.ifPresent(present -> part.write(out, present));
        },
        in -> in.bool() ? Optional.of(part.read(in)) : Optional.empty());
  }

  static <T> Part<List<T>> list(Part<T> part) {
    return of(
        (out, values) -> writeAll(out, values, part),
        in -> {
          int count = in.count();
          if (count == 0) {
            return List.of();
          }
          List<T> values = new ArrayList<>(count);
          for (int i = 0; i < count; i++) {
            values.add(part.read(in));
          }
          return Collections.unmodifiableList(values);
        });
  }

  /** Keeps the order in which the values were written. */
  static <T> Part<Set<T>> set(Part<T> part) {
    return of(
        (out, values) -> writeAll(out, values, part),
        in -> {
          int count = in.count();
          Set<T> values = new LinkedHashSet<>();
          for (int i = 0; i < count; i++) {
            if (!values.add(part.read(in))) {
              throw new MalformedMessageException("a member of a set stands twice");
            }
          }
          return Collections.unmodifiableSet(values);
        });
  }

  /** Keeps the order in which the entries were written. */
  static <K, V> Part<Map<K, V>> map(Part<K> keys, Part<V> values) {
    return of(
        (out, map) -> {
          out.count(map.size());
          map.forEach((key, value) -> {
            keys.write(out, key);
            values.write(out, value);
          });
        },
        in -> {
          int count = in.count();
          Map<K, V> map = new LinkedHashMap<>();
          for (int i = 0; i < count; i++) {
            if (map.put(keys.read(in), values.read(in)) != null) {
              throw new MalformedMessageException("a key of a map stands twice");
            }
          }
          return Collections.unmodifiableMap(map);
        });
  }

  private static <T> void writeAll(WireWriter out, Collection<T> values, Part<T> part) {
    out.count(values.size());
    for (T value : values) {
      part.write(out, value);
    }
  }
}
