package io.dunlin.persistence.expression;

/**
 * A text that should be a filter is none; the message says what was expected, and at which
 * character, counted from 0.
 */
public final class FilterSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  FilterSyntaxException(String problem, int position) {
    super("Invalid filter: " + problem + " at character " + position);
  }
}
