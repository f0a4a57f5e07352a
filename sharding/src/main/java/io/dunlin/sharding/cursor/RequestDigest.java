package io.dunlin.sharding.cursor;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A number that tells one request from another, the same on all nodes: hash codes differ from one
 * JVM to the next, as does the order in which sets and maps are gone through.
 */
public final class RequestDigest {
  private RequestDigest() {}

  /**
   * @param request a record of records, and of what has a text of its own
   */
  public static long of(Record request) {
    byte[] text = text(request).getBytes(StandardCharsets.UTF_8);
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text)).getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String text(Object value) {
    return switch (value) {
      case Record fields -> fields.getClass().getSimpleName() + fields(fields);
      case Optional<?> optional -> optional.map(RequestDigest::text).orElse("-");
      case List<?> list -> list.stream().map(RequestDigest::text).toList().toString();
      case Collection<?> set -> set.stream().map(RequestDigest::text).sorted().toList().toString();
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> text(entry.getKey()) + "=" + text(entry.getValue()))
              .sorted()
              .collect(Collectors.joining(",", "{", "}"));
      case float[] numbers -> Arrays.toString(numbers);
      case int[] numbers -> Arrays.toString(numbers);
      case Enum<?> constant -> constant.name();
      // Its length stands first, so that no text looks like something else.
      case CharSequence letters -> letters.length() + ":" + letters;
      case Number _, Boolean _, Comparable<?> _ -> value.getClass().getSimpleName() + value;
      default -> throw new IllegalArgumentException("no digest of " + value.getClass());
    };
  }

  private static String fields(Record value) {
    StringBuilder text = new StringBuilder("(");
    for (RecordComponent field : value.getClass().getRecordComponents()) {
      try {
        field.getAccessor().setAccessible(true);
        text.append(text(field.getAccessor().invoke(value))).append(';');
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException("no digest of " + value.getClass(), e);
      }
    }
    return text.append(')').toString();
  }
}
