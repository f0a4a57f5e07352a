package io.dunlin.http.codec;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Choices from a fixed list; on the wire each has its constant's name in lower case. */
final class Variants {
  private Variants() {}

  static String name(Enum<?> variant) {
    return variant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> Map<String, E> byName(E[] variants) {
    return Arrays.stream(variants).collect(Collectors.toUnmodifiableMap(Variants::name, v -> v));
  }

  /** One of the contract's; another is a body of the wrong shape (400). */
  static <E extends Enum<E>> E read(JsonReader json, E[] variants) throws IOException {
    String name = json.string();
    return find(name, variants)
        .orElseThrow(() -> json.unknownVariant(name, list(variants, "`", "`")));
  }

  /** One of Dunlin's own; another is a value out of bounds (422). */
  static <E extends Enum<E>> E readOwn(JsonReader json, E[] variants) throws IOException {
    String name = json.string();
    return find(name, variants)
        .orElseThrow(() ->
            json.invalid(
                "value \"" + name + "\" invalid, must be one of " + list(variants, "", "")));
  }

  private static <E extends Enum<E>> Optional<E> find(String name, E[] variants) {
    return Arrays.stream(variants).filter(variant -> name(variant).equals(name)).findFirst();
  }

  private static String list(Enum<?>[] variants, String before, String after) {
    return Arrays.stream(variants)
        .map(variant -> before + name(variant) + after)
        .collect(Collectors.joining(", "));
  }
}
