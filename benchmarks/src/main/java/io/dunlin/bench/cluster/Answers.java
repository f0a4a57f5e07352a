package io.dunlin.bench.cluster;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.NodeSearches;
import io.dunlin.bench.sweep.Recall;
import java.io.IOException;
import java.util.Arrays;

/**
 * What a node answers to a set's queries, and how much of it is right.
 *
 * @param rows found, for each query
 */
record Answers(int[][] rows, double recall) {
  static Answers of(NodeClient client, Dataset data, int k, int breadth)
      throws IOException, InterruptedException {
    NodeSearches searches = client.grpcSearches(data.queries(), k, breadth);
    Recall recall = Recall.of(data, k);
    int[][] rows = new int[data.queries().length][];
    for (int query = 0; query < rows.length; query++) {
      rows[query] = searches.search(query).rows();
      recall.add(query, rows[query], rows[query].length);
    }
    return new Answers(rows, recall.value());
  }

  /** Whether one query's answer is the same. */
  boolean same(int query, int[] other) {
    return Arrays.equals(rows[query], other);
  }

  boolean same(Answers other) {
    return Arrays.deepEquals(rows, other.rows);
  }
}
