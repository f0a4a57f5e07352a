package io.dunlin.persistence.expression;

import io.dunlin.persistence.model.Filter;

/** Reads a filter from a text. */
public final class FilterText {
  private FilterText() {}

  /**
   * The filter that the text says.
   *
   * @throws FilterSyntaxException when it is no filter
   */
  public static Filter parse(String text) {
    return new ExpressionParser(new Tokens(text)).filter();
  }
}
