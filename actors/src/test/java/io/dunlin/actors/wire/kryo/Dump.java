package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.persistence.model.VectorValue;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/**
 * All that a message holds, as text: two are the same when their texts are. Names every class and
 * shows numbers to the bit.
 */
final class Dump {
  private Dump() {}

  static String of(Object value) {
    return dump(value, "\n") + "\n";
  }

  private static String dump(Object value, String newline) {
    return switch (value) {
      // As it was before there were other vectors.
      case VectorValue.Dense(float[] components) -> dump(components, newline);
      case Record entity -> fields(entity, newline);
      case StatusReply<?> reply when reply.isError() ->
          "error " + dump(((DunlinException) reply.getError()).failure(), newline);
      case StatusReply<?> reply -> "success " + dump(reply.getValue(), newline);
      case Optional<?> optional -> optional.map(some -> dump(some, newline)).orElse("absent");
      case Map<?, ?> map ->
          lines(
              "{",
              map.entrySet().stream(),
              "}",
              newline,
              (entry, below) -> dump(entry.getKey(), below) + ": " + dump(entry.getValue(), below));
      case Collection<?> values -> lines("[", values.stream(), "]", newline, Dump::dump);
      case float[] floats ->
          IntStream.range(0, floats.length)
              .mapToObj(i -> hex(floats[i]))
              .collect(Collectors.joining(" ", "floats ", ""));
      case int[] ints -> "ints " + Arrays.toString(ints);
      case byte[] bytes -> "bytes " + HexFormat.of().formatHex(bytes);
      case Float number -> number + " " + hex(number);
      case Double number ->
          number + " " + HexFormat.of().toHexDigits(Double.doubleToRawLongBits(number));
      case String text -> "\"" + escaped(text) + "\"";
      case ActorRef<?> actor -> "actor " + actor.path().name();
      default -> value.getClass().getSimpleName() + " " + value;
    };
  }

  private static String fields(Record entity, String newline) {
    return entity.getClass().getName().replaceAll(".*\\.", "")
        + lines(
            "(",
            Arrays.stream(entity.getClass().getRecordComponents()),
            ")",
            newline,
            (field, below) -> field.getName() + " = " + dump(get(field, entity), below));
  }

  private static Object get(RecordComponent field, Record entity) {
    try {
      return field.getAccessor().invoke(entity);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(field.getName(), e);
    }
  }

  private interface Line<T> {
    String of(T value, String newline);
  }

  private static <T> String lines(
      String open, Stream<T> values, String close, String newline, Line<? super T> line) {
    String below = newline + "  ";
    List<String> lines = values.map(value -> below + line.of(value, below)).toList();
    return lines.isEmpty() ? open + close : open + String.join("", lines) + newline + close;
  }

  private static String hex(float number) {
    return HexFormat.of().toHexDigits(Float.floatToRawIntBits(number));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(c -> escaped.append(c > ' ' && c < 127 ? "" + (char) c : "\\u%04x".formatted(c)));
    return escaped.toString();
  }
}
