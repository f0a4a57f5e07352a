package io.dunlin.cluster.demo;

import java.util.Locale;

/** The request bodies the demo sends. */
final class DemoJson {
  private static final String[] KINDS = {"boot", "coat", "glove", "hat", "scarf", "shirt"};

  private DemoJson() {}

  /** Points {@code from} to {@code to} - 1 in columns, with a kind and a price each. */
  static String upsert(DemoData data, int from, int to) {
    StringBuilder json = new StringBuilder((to - from) * data.dimension() * 8);
    json.append("{\"batch\":{\"ids\":[");
    for (int point = from; point < to; point++) {
      comma(json, point > from).append(point);
    }
    json.append("],\"vectors\":[");
    for (int point = from; point < to; point++) {
      vector(comma(json, point > from), data.vector(point));
    }
    json.append("],\"payloads\":[");
    for (int point = from; point < to; point++) {
      comma(json, point > from).append(payload(data.theme(point), point));
    }
    return json.append("]}}").toString();
  }

  /** A query for the nearest {@code limit}, by scan of everything if {@code exact}. */
  static String query(int[] vector, int limit, boolean exact) {
    StringBuilder json = new StringBuilder(vector.length * 8 + 80).append("{\"query\":");
    return vector(json, vector)
        .append(",\"limit\":")
        .append(limit)
        .append(",\"params\":{\"exact\":")
        .append(exact)
        .append("}}")
        .toString();
  }

  private static String payload(int theme, int point) {
    return String.format(
        Locale.ROOT,
        "{\"kind\":\"%s\",\"theme\":%d,\"price\":%d.5}",
        KINDS[theme % KINDS.length],
        theme,
        5 + point % 200);
  }

  private static StringBuilder vector(StringBuilder json, int[] vector) {
    json.append('[');
    for (int i = 0; i < vector.length; i++) {
      decimal(comma(json, i > 0), vector[i]);
    }
    return json.append(']');
  }

  /** Writes {@code scaled / SCALE} with four decimals, without a double in between. */
  private static void decimal(StringBuilder json, int scaled) {
    int magnitude = Math.abs(scaled);
    json.append(scaled < 0 ? "-" : "").append(magnitude / DemoData.SCALE).append('.');
    int fraction = magnitude % DemoData.SCALE;
    for (int digit = DemoData.SCALE / 10; digit > 0; digit /= 10) {
      json.append((char) ('0' + fraction / digit % 10));
    }
  }

  private static StringBuilder comma(StringBuilder json, boolean wanted) {
    return wanted ? json.append(',') : json;
  }
}
