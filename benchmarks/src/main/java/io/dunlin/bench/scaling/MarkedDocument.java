package io.dunlin.bench.scaling;

import io.dunlin.bench.report.TextTable;
import java.util.Map;

/**
 * A document with tables between marks, {@code <!-- name -->} and {@code <!-- /name -->}, which a
 * program fills.
 */
public final class MarkedDocument {
  private MarkedDocument() {}

  /**
   * The document with these tables in their places; what else stands in it stays.
   *
   * @throws IllegalArgumentException when a table has no place
   */
  public static String fill(String document, Map<String, TextTable> tables) {
    String filled = document;
    for (Map.Entry<String, TextTable> table : tables.entrySet()) {
      filled = fill(filled, table.getKey(), table.getValue().markdown());
    }
    return filled;
  }

  /** The same with any text. */
  public static String fill(String document, String name, String text) {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- /" + name + " -->";
    int from = document.indexOf(begin);
    int to = document.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("the document has no place marked " + name);
    }
    return document.substring(0, from + begin.length()) + text + document.substring(to);
  }
}
