package io.dunlin.persistence.model;

import java.util.Optional;

/**
 * How the values at one path of the payload are to be indexed. What is absent was left to Dunlin.
 *
 * @param tenant whether most requests ask for one value of it
 * @param principal whether most requests ask for a range of it
 * @param lookup of integers: whether single values are looked for
 * @param range of integers: whether ranges are looked for
 * @param graph whether graphs get links among the points of one value
 * @param text of texts alone
 */
public record FieldSchema(
    FieldType type,
    Optional<Boolean> tenant,
    Optional<Boolean> principal,
    Optional<Boolean> lookup,
    Optional<Boolean> range,
    Optional<Boolean> onDisk,
    Optional<Boolean> graph,
    Optional<TextSchema> text) {
  /** Nothing but the type was said. */
  public static FieldSchema of(FieldType type) {
    return new FieldSchema(
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Of texts, and nothing else was said. */
  public static FieldSchema of(TextSchema words) {
    return new FieldSchema(
        FieldType.TEXT,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(words));
  }

  /** What is a word, of texts. */
  public TextSchema words() {
    return text.orElse(TextSchema.DEFAULTS);
  }

  /** What keeps it from being so, if anything does. */
  public Optional<Violation> violation() {
    boolean neither = !lookup.orElse(true) && !range.orElse(true);
    return type == FieldType.INTEGER && neither
        ? Optional.of(
            new Violation("range", "value false invalid, must be true where lookup is false"))
        : text.flatMap(TextSchema::violation);
  }
}
