package io.dunlin.index.ivf;

import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.VectorRows;

/**
 * Rows in the order of their lists.
 *
 * @param starts for each list where it starts in {@code order}, then the length of that
 * @param order the rows, ascending within a list
 */
record ListOrder(int[] starts, int[] order) {
  /**
   * Puts the rows that {@code present} accepts in order.
   *
   * @param listOf the list of each row
   */
  static ListOrder of(int[] listOf, RowFilter present, int lists) {
    int[] starts = new int[lists + 1];
    for (int row = next(listOf, present, 0); row < listOf.length; ) {
      starts[listOf[row] + 1]++;
      row = next(listOf, present, row + 1);
    }
    for (int list = 0; list < lists; list++) {
      starts[list + 1] += starts[list];
    }
    int[] order = new int[starts[lists]];
    int[] ends = starts.clone();
    for (int row = next(listOf, present, 0); row < listOf.length; ) {
      order[ends[listOf[row]]++] = row;
      row = next(listOf, present, row + 1);
    }
    return new ListOrder(starts, order);
  }

  private static int next(int[] listOf, RowFilter present, int from) {
    return present.nextAccepted(from, listOf.length);
  }

  int lists() {
    return starts.length - 1;
  }

  int entries() {
    return order.length;
  }

  int start(int list) {
    return starts[list];
  }

  int size(int list) {
    return starts[list + 1] - starts[list];
  }

  int row(int i) {
    return order[i];
  }

  /** Blocks of all lists, each of which starts with one of its own. */
  int blocks() {
    int blocks = 0;
    for (int list = 0; list < lists(); list++) {
      blocks += CodeBlocks.blocks(size(list));
    }
    return blocks;
  }

  /** Mean of the rows in lists; all zero where there is none. */
  float[] mean(VectorRows rows) {
    double[] sums = new double[rows.dimension()];
    float[] vector = new float[rows.dimension()];
    for (int row : order) {
      rows.read(row, vector);
      for (int i = 0; i < vector.length; i++) {
        sums[i] += vector[i];
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / Math.max(order.length, 1));
    }
    return mean;
  }
}
