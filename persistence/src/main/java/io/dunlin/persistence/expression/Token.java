package io.dunlin.persistence.expression;

/**
 * One piece of a filter's text.
 *
 * @param text as it stands there, but for a keyword, which is in lower case, and a string, which is
 *     what its quotes and escapes mean
 * @param start its first character, counted from 0
 * @param end the character after its last
 */
record Token(Kind kind, String text, int start, int end) {
  enum Kind {
    /** A word of the language, however it is written: {@code and}, {@code IN}. */
    KEYWORD,
    /** Where a condition looks, or the name of a function. */
    PATH,
    /** In double or single quotes. */
    STRING,
    NUMBER,
    /** An operator, bracket or comma, or a character that the language does not have. */
    SYMBOL,
    END
  }

  boolean is(Kind kind, String text) {
    return this.kind == kind && this.text.equals(text);
  }

  /** As an error names it. */
  @Override
  public String toString() {
    return switch (kind) {
      case END -> "the end";
      case STRING -> "a string";
      case KEYWORD, PATH, NUMBER, SYMBOL -> "`" + text + "`";
    };
  }
}
