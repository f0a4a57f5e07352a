package io.dunlin.bench.cluster;

import io.dunlin.bench.report.TextTable;
import java.util.List;
import java.util.Map;

/**
 * What one benchmark found.
 *
 * @param notes what has to be known to read the tables, a sentence or two each
 * @param unitCosts what the scaling program is to reckon with, by its names
 */
public record Finding(
    String title, List<TextTable> tables, List<String> notes, Map<String, Double> unitCosts) {
  public Finding {
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
    unitCosts = Map.copyOf(unitCosts);
  }

  /** As a section of a document. */
  public String markdown() {
    StringBuilder text = new StringBuilder("## " + title + "\n\n");
    tables.forEach(table -> text.append(table.markdown()).append('\n'));
    notes.forEach(note -> text.append("* ").append(note).append('\n'));
    return text.append('\n').toString();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(title + "\n\n");
    tables.forEach(table -> text.append(table).append('\n'));
    notes.forEach(note -> text.append("  ").append(note).append('\n'));
    return text.toString();
  }
}
