package io.dunlin.index.multi;

import io.dunlin.index.RowFilter;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.List;

/**
 * Compares a query's vectors with those of all accepted rows: rows are gathered until their vectors
 * fill a block, which stays in cache for all vectors of the query. One per searching thread; reuses
 * its memory.
 */
public final class MultiSearcher {
  private static final int BLOCK_BYTES = 128 * 1024;
  private static final int GATHERED = 256;

  private final int[] gathered = new int[GATHERED];
  private int[] vectors = new int[0];
  private float[] scores = new float[0];
  private float[] one = new float[0];

  /** Of each query the scores of the gathered rows. */
  private float[][] sums = new float[0][];

  private long scored;

  public MultiSearcher() {}

  /** Vectors that all searches so far have compared with one of a query. */
  public long scored() {
    return scored;
  }

  /**
   * Offers the best rows.
   *
   * @param query one or more vectors of the rows' dimension, side by side
   */
  public void search(MultiIndex index, float[] query, RowFilter filter, TopK out) {
    search(index, List.of(query), (scores, place) -> scores[0][place], filter, out);
  }

  /** Offers the best rows by a score that is made of those for several queries. */
  public void search(
      MultiIndex index,
      List<float[]> queries,
      Combination combination,
      RowFilter filter,
      TopK out) {
    MultiRows rows = index.rows();
    makeRoom(rows.vectors().dimension(), queries.size());
    int most = Math.clamp(BLOCK_BYTES / rows.vectors().rowBytes(), 4, 4 * GATHERED);
    for (int next = 0; next < rows.count(); ) {
      int count = filter.gather(next, rows.count(), gathered, GATHERED);
      for (int from = 0; from < count; ) {
        int to = from + 1;
        int length = rows.length(gathered[from]);
        while (to < count && length + rows.length(gathered[to]) <= most) {
          length += rows.length(gathered[to++]);
        }
        for (int i = 0; i < queries.size(); i++) {
          score(index, queries.get(i), from, to, length, sums[i]);
        }
        for (int i = from; i < to; i++) {
          if (rows.length(gathered[i]) > 0) {
            out.offer(combination.of(sums, i), gathered[i]);
          }
        }
        from = to;
      }
      next = count == 0 ? rows.count() : gathered[count - 1] + 1;
    }
  }

  private void makeRoom(int dimension, int queries) {
    if (one.length != dimension) {
      one = new float[dimension];
    }
    if (sums.length < queries) {
      sums = new float[queries][GATHERED];
    }
  }

  /** Sums up what the gathered rows from one to another score, which have so many vectors. */
  private void score(
      MultiIndex index, float[] query, int from, int to, int length, float[] target) {
    MultiRows rows = index.rows();
    if (scores.length < length) {
      scores = new float[length];
      vectors = new int[length];
    }
    int first = rows.first(gathered[from]);
    boolean together = rows.first(gathered[to - 1] + 1) - first == length;
    if (!together) {
      list(rows, from, to);
    }
    Arrays.fill(target, from, to, 0f);
    scored += (long) length * (query.length / one.length);
    for (int start = 0; start < query.length; start += one.length) {
      System.arraycopy(query, start, one, 0, one.length);
      if (together) {
        index.kernels().scoresOfRange(index.metric(), one, rows.vectors(), first, length, scores);
      } else {
        index.kernels().scores(index.metric(), one, rows.vectors(), vectors, 0, length, scores);
      }
      int at = 0;
      for (int i = from; i < to; i++) {
        int end = at + rows.length(gathered[i]);
        float best = Float.NEGATIVE_INFINITY;
        for (; at < end; at++) {
          best = Math.max(best, scores[at]);
        }
        target[i] += best;
      }
    }
  }

  private void list(MultiRows rows, int from, int to) {
    int next = 0;
    for (int i = from; i < to; i++) {
      int end = rows.first(gathered[i] + 1);
      for (int vector = rows.first(gathered[i]); vector < end; vector++) {
        vectors[next++] = vector;
      }
    }
  }
}
