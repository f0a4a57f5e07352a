package io.dunlin.bench.datasets;

import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Queries that share a filter, and what they should find.
 *
 * @param accepted rows
 * @param queries with their nearest accepted rows
 */
public record FilteredQueries(BitSet accepted, Dataset queries) {
  /** What the filter has to do with where the queries lie. */
  public enum Kind {
    /** Any rows, any queries. */
    INDEPENDENT,
    /** The rows nearest to a point, and the queries nearest to it. */
    CORRELATED,
    /** The rows nearest to a point, and the queries farthest from it. */
    ANTI_CORRELATED
  }

  /**
   * @param share of the rows that are accepted
   * @param pivot number of the query that is the point
   * @param count queries
   * @param k neighbours that are found for each
   */
  public static FilteredQueries of(
      Dataset data, Kind kind, double share, int pivot, int count, int k) {
    int rows = data.base().count();
    int wanted = Math.max(k, (int) (share * rows));
    double[] costs = costs(data, pivot);
    BitSet accepted = new BitSet(rows);
    if (kind == Kind.INDEPENDENT) {
      SplittableRandom random = new SplittableRandom(pivot);
      while (accepted.cardinality() < wanted) {
        random.ints(wanted - accepted.cardinality(), 0, rows).forEach(accepted::set);
      }
    } else {
      double[] sorted = costs.clone();
      Arrays.sort(sorted);
      double border = sorted[wanted - 1];
      IntStream.range(0, rows).filter(row -> costs[row] <= border).forEach(accepted::set);
    }
    float[][] queries = queries(data, kind, pivot, count);
    return new FilteredQueries(accepted, answered(data, accepted, queries, k));
  }

  private static double[] costs(Dataset data, int pivot) {
    double[] costs = new double[data.base().count()];
    float[] point = data.queries()[pivot];
    IntStream.range(0, costs.length)
        .parallel()
        .forEach(row -> {
          float[] vector = new float[data.base().dimension()];
          data.base().read(row, vector);
          costs[row] = ExactNeighbours.cost(vector, point, data.metric());
        });
    return costs;
  }

  private static float[][] queries(Dataset data, Kind kind, int pivot, int count) {
    float[] point = data.queries()[pivot];
    Comparator<float[]> byCost =
        Comparator.comparingDouble(query -> ExactNeighbours.cost(query, point, data.metric()));
    return switch (kind) {
      case INDEPENDENT -> Arrays.copyOfRange(data.queries(), 0, count);
      case CORRELATED ->
          Arrays.stream(data.queries()).sorted(byCost).limit(count).toArray(float[][]::new);
      case ANTI_CORRELATED ->
          Arrays.stream(data.queries())
              .sorted(byCost.reversed())
              .limit(count)
              .toArray(float[][]::new);
    };
  }

  private static Dataset answered(Dataset data, BitSet accepted, float[][] queries, int k) {
    int[] rows = accepted.stream().toArray();
    VectorRows base = data.base();
    long rowBytes = base.rowBytes();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment some = arena.allocate(rows.length * rowBytes, 64);
      for (int i = 0; i < rows.length; i++) {
        MemorySegment.copy(base.data(), base.offset(rows[i]), some, i * rowBytes, rowBytes);
      }
      VectorRows table = new VectorRows(some, base.dimension(), rows.length);
      int[][] neighbours = ExactNeighbours.find(table, queries, data.metric(), k + 10);
      for (int[] found : neighbours) {
        Arrays.setAll(found, i -> rows[found[i]]);
      }
      return new Dataset(data.name(), data.metric(), base, queries, neighbours);
    }
  }
}
