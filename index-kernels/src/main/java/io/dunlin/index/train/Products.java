package io.dunlin.index.train;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Sums of outer products of rows, a'b for tables a and b. A block of rows is transposed, so that an
 * entry is an inner product of two of its columns; blocks are added up in double precision and in
 * their order.
 */
final class Products {
  /** Rows of a block: short enough for sums of floats, long enough to pay for a kernel's call. */
  private static final int BLOCK = 512;

  /** Columns that a thread takes on at a time. */
  private static final int CHUNK = 8;

  private Products() {}

  /** For each component of a, row by row, its sums with each component of b. */
  static double[] of(VectorRows a, VectorRows b, Kernels kernels, ParallelRows parallel) {
    double[] sums = new double[Math.multiplyExact(a.dimension(), b.dimension())];
    try (Arena arena = Arena.ofShared()) {
      VectorRows columnsOfA = columns(a.dimension(), arena);
      VectorRows columnsOfB = columns(b.dimension(), arena);
      for (int from = 0; from < a.count(); from += BLOCK) {
        transpose(a, from, columnsOfA, parallel);
        transpose(b, from, columnsOfB, parallel);
        parallel.runRanges(
            a.dimension(),
            CHUNK,
            () -> {
              float[] column = new float[BLOCK];
              float[] products = new float[b.dimension()];
              return (first, end) -> {
                for (int i = first; i < end; i++) {
                  columnsOfA.read(i, column);
                  kernels.scoresOfRange(
                      Metric.DOT, column, columnsOfB, 0, products.length, products);
                  for (int j = 0; j < products.length; j++) {
                    sums[i * products.length + j] += products[j];
                  }
                }
              };
            });
      }
    }
    return sums;
  }

  private static VectorRows columns(int count, Arena arena) {
    MemorySegment data = arena.allocate((long) count * BLOCK * Float.BYTES, 64);
    return new VectorRows(data, BLOCK, count);
  }

  /** Behind the last row stand zeros. */
  private static void transpose(
      VectorRows rows, int from, VectorRows columns, ParallelRows parallel) {
    parallel.run(
        BLOCK,
        () -> {
          float[] vector = new float[rows.dimension()];
          return place -> {
            if (from + place < rows.count()) {
              rows.read(from + place, vector);
            } else {
              Arrays.fill(vector, 0f);
            }
            for (int i = 0; i < vector.length; i++) {
              columns
                  .data()
                  .set(
                      VectorRows.COMPONENT,
                      columns.offset(i) + (long) place * Float.BYTES,
                      vector[i]);
            }
          };
        });
  }
}
