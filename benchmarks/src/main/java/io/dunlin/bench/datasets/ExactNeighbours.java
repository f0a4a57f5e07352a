package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Ground truth by comparing each query with each row. Written without Dunlin's kernels, so that a
 * fault in them cannot hide in the truth they are judged by.
 *
 * <p>A first pass scores in float, a tile of queries at a time and component by component, a loop
 * that the compiler vectorises; it keeps somewhat more rows than asked for. A second pass orders
 * those by their scores in double, ties by row number.
 */
public final class ExactNeighbours {
  private static final int TILE = 32;

  /** Rows kept beyond those asked for, in case float and double disagree near the border. */
  private static final int MARGIN = 28;

  private ExactNeighbours() {}

  /**
   * The {@code count} nearest rows of each query, best first, found with all cores. Greater scores
   * are better for dot products, smaller distances otherwise.
   */
  public static int[][] find(VectorRows base, float[][] queries, Metric metric, int count) {
    int kept = Math.min(count, base.count());
    int[][] neighbours = new int[queries.length][];
    IntStream.iterate(0, first -> first < queries.length, first -> first + TILE)
        .boxed()
        .toList()
        .parallelStream()
        .forEach(first -> {
          int last = Math.min(first + TILE, queries.length);
          Candidates[] tile =
              scan(base, Arrays.copyOfRange(queries, first, last), metric, kept + MARGIN);
          for (int i = 0; i < tile.length; i++) {
            neighbours[first + i] = rank(tile[i], base, queries[first + i], metric, kept);
          }
        });
    return neighbours;
  }

  private static Candidates[] scan(VectorRows base, float[][] queries, Metric metric, int kept) {
    int dimension = base.dimension();
    float[] transposed = new float[dimension * TILE];
    for (int query = 0; query < queries.length; query++) {
      for (int i = 0; i < dimension; i++) {
        transposed[i * TILE + query] = queries[query][i];
      }
    }
    Candidates[] best = new Candidates[queries.length];
    Arrays.setAll(best, query -> new Candidates(kept));
    float[] row = new float[dimension];
    float[] costs = new float[TILE];
    for (int number = 0; number < base.count(); number++) {
      base.read(number, row);
      addCosts(row, transposed, metric, costs);
      for (int query = 0; query < best.length; query++) {
        best[query].offer(costs[query], number);
      }
    }
    return best;
  }

  /** Costs (smaller is better) of one row for the tile's queries. */
  private static void addCosts(float[] row, float[] transposed, Metric metric, float[] costs) {
    Arrays.fill(costs, 0);
    for (int i = 0; i < row.length; i++) {
      float component = row[i];
      int offset = i * TILE;
      switch (metric) {
        case EUCLID -> {
          for (int query = 0; query < TILE; query++) {
            float difference = component - transposed[offset + query];
            costs[query] += difference * difference;
          }
        }
        case DOT, COSINE -> {
          for (int query = 0; query < TILE; query++) {
            costs[query] -= component * transposed[offset + query];
          }
        }
        case MANHATTAN -> {
          for (int query = 0; query < TILE; query++) {
            costs[query] += Math.abs(component - transposed[offset + query]);
          }
        }
        case HAMMING, JACCARD -> throw ofBits();
      }
    }
  }

  private static int[] rank(
      Candidates candidates, VectorRows base, float[] query, Metric metric, int kept) {
    record Ranked(double cost, int row) {}
    float[] row = new float[base.dimension()];
    return Arrays.stream(candidates.rows())
        .mapToObj(number -> {
          base.read(number, row);
          return new Ranked(cost(row, query, metric), number);
        })
        .sorted(Comparator.comparingDouble(Ranked::cost).thenComparingInt(Ranked::row))
        .limit(kept)
        .mapToInt(Ranked::row)
        .toArray();
  }

  /** In double: squared distance, sum of absolute differences, or minus the dot product. */
  public static double cost(float[] row, float[] query, Metric metric) {
    double cost = 0;
    for (int i = 0; i < row.length; i++) {
      double difference = (double) row[i] - query[i];
      cost +=
          switch (metric) {
            case EUCLID -> difference * difference;
            case DOT, COSINE -> -(double) row[i] * query[i];
            case MANHATTAN -> Math.abs(difference);
            case HAMMING, JACCARD -> throw ofBits();
          };
    }
    return cost;
  }

  private static IllegalArgumentException ofBits() {
    return new IllegalArgumentException("data sets are of numbers, not of bits");
  }

  /** The cheapest rows so far, in order: few of the offers after the first rows get in. */
  private static final class Candidates {
    private final float[] costs;
    private final int[] rows;
    private int size;

    Candidates(int capacity) {
      costs = new float[capacity];
      rows = new int[capacity];
    }

    void offer(float cost, int row) {
      if (size == costs.length && cost >= costs[size - 1]) {
        return;
      }
      int place = size < costs.length ? size++ : size - 1;
      while (place > 0 && costs[place - 1] > cost) {
        costs[place] = costs[place - 1];
        rows[place] = rows[place - 1];
        place--;
      }
      costs[place] = cost;
      rows[place] = row;
    }

    int[] rows() {
      return Arrays.copyOf(rows, size);
    }
  }
}
