package io.dunlin.bench.sweep;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.ExactNeighbours;
import java.util.Arrays;

/**
 * Recall at k: the share of the k nearest rows that an answer holds, over all queries. Rows at
 * exactly the distance of the k-th nearest count too, as they are no worse an answer, but never
 * more than k.
 */
public final class Recall {
  private final int k;
  private final int[][] relevant;
  private long hits;
  private long possible;

  /**
   * @param relevant per query the rows that count, at least {@code k} of them
   */
  Recall(int k, int[][] relevant) {
    this.k = k;
    this.relevant = new int[relevant.length][];
    Arrays.setAll(
        this.relevant,
        query -> {
          int[] sorted = relevant[query].clone();
          Arrays.sort(sorted);
          return sorted;
        });
  }

  /** For the set's queries, with the rows that tie at the k-th place. */
  public static Recall of(Dataset data, int k) {
    int[][] relevant = new int[data.queries().length][];
    Arrays.setAll(relevant, query -> withTies(data, query, k));
    return new Recall(k, relevant);
  }

  private static int[] withTies(Dataset data, int query, int k) {
    int[] neighbours = data.neighbours()[query];
    if (neighbours.length < k) {
      throw new IllegalArgumentException(
          "query " + query + " has " + neighbours.length + " known neighbours, fewer than " + k);
    }
    double border = cost(data, query, neighbours[k - 1]);
    int end = k;
    while (end < neighbours.length && cost(data, query, neighbours[end]) == border) {
      end++;
    }
    return Arrays.copyOf(neighbours, end);
  }

  private static double cost(Dataset data, int query, int row) {
    float[] vector = new float[data.base().dimension()];
    data.base().read(row, vector);
    return ExactNeighbours.cost(vector, data.queries()[query], data.metric());
  }

  /** Counts the answer (its first {@code found} rows, each once) to a query. */
  public void add(int query, int[] rows, int found) {
    long right =
        Arrays.stream(rows, 0, found)
            .distinct()
            .filter(row -> Arrays.binarySearch(relevant[query], row) >= 0)
            .count();
    hits += Math.min(k, right);
    possible += k;
  }

  /** Between 0 and 1; 0 before the first answer. */
  public double value() {
    return possible == 0 ? 0 : (double) hits / possible;
  }
}
