package io.dunlin.http.metrics;

import io.dunlin.actors.query.CollectionStatus;
import java.util.SortedMap;
import java.util.function.ToLongFunction;

/**
 * What can be asked of the collections at the moment of a scrape, as Prometheus text. These are
 * states, not events, so they are read when asked for rather than kept up to date in Kamon.
 */
public final class CollectionGauges {
  private CollectionGauges() {}

  /**
   * @param total all collections there are
   * @param collections those that answered, by name
   */
  public static String text(int total, SortedMap<String, CollectionStatus> collections) {
    StringBuilder text = new StringBuilder();
    family(text, "collections_total", "Number of collections");
    text.append("collections_total ").append(total).append('\n');
    gauge(text, "collection_points", "Points", collections, CollectionStatus::points);
    gauge(
        text,
        "collection_indexed_vectors",
        "Vectors in graphs",
        collections,
        CollectionStatus::indexedVectors);
    gauge(text, "collection_segments", "Segments", collections, CollectionStatus::segments);
    gauge(
        text,
        "collection_backlog",
        "Rows that wait for a graph",
        collections,
        status -> status.shards().stream().mapToLong(CollectionStatus.ShardStatus::backlog).sum());
    return text.toString();
  }

  private static void gauge(
      StringBuilder text,
      String name,
      String help,
      SortedMap<String, CollectionStatus> collections,
      ToLongFunction<CollectionStatus> value) {
    family(text, name, help);
    collections.forEach((collection, status) ->
        text.append(name)
            .append("{id=\"")
            .append(escaped(collection))
            .append("\"} ")
            .append(value.applyAsLong(status))
            .append('\n'));
  }

  static void family(StringBuilder text, String name, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(" gauge\n");
  }

  static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
