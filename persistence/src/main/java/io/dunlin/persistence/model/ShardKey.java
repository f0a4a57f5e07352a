package io.dunlin.persistence.model;

/**
 * A name that a user gave some shards of a collection: a word or a number. {@code "1"} and {@code
 * 1} are two keys. Numbers come before words.
 */
public sealed interface ShardKey extends Comparable<ShardKey> {
  /** The longest word, in bytes of UTF-8. */
  int MAX_BYTES = 255;

  record Keyword(String text) implements ShardKey {
    @Override
    public String toString() {
      return "\"" + text + "\"";
    }
  }

  /**
   * @param value unsigned
   */
  record Numeric(long value) implements ShardKey {
    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  static ShardKey of(String text) {
    return new Keyword(text);
  }

  static ShardKey of(long value) {
    return new Numeric(value);
  }

  @Override
  default int compareTo(ShardKey other) {
    return switch (this) {
      case Numeric(long value) ->
          other instanceof Numeric(long others) ? Long.compareUnsigned(value, others) : -1;
      case Keyword(String text) ->
          other instanceof Keyword(String others) ? text.compareTo(others) : 1;
    };
  }
}
