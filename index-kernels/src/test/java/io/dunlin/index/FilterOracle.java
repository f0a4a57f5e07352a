package io.dunlin.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Filters that have something to do with where the query lies, or nothing, and their answers. */
public final class FilterOracle {
  private static final int K = 10;

  /** Which rows a filter accepts. */
  public enum Kind {
    /** Any. */
    INDEPENDENT,
    /** Those nearest to the query. */
    CORRELATED,
    /** Those farthest from the query. */
    ANTI_CORRELATED
  }

  private final VectorIndex index;
  private final SearchParams params;
  private final FlatIndex exact;
  private final SearchScratch scratch = new SearchScratch();

  public FilterOracle(VectorIndex index, SearchParams params) {
    this.index = index;
    this.params = params;
    this.exact = new FlatIndex(index.rows(), index.metric(), Kernels.choose("auto"));
  }

  /** Asks for ten, with filters that accept such a share: few are missed, none is made up. */
  public void expectTheBest(float[][] queries, Kind kind, double share) {
    SplittableRandom random = new SplittableRandom(11);
    int rows = index.rows().count();
    int found = 0;
    int wanted = 0;
    for (float[] query : queries) {
      BitSet accepted = accepted(kind, Math.max(1, (int) (share * rows)), query, random);
      RowFilter filter =
          random.nextBoolean() ? TestRows.filter(accepted) : RowFilter.of(accepted, rows);
      int k = Math.min(K, accepted.cardinality());
      int[] truth = search(exact, query, k, filter);
      int[] answer = search(index, query, k, filter);
      assertThat(answer).as("never fewer than k").hasSize(k).doesNotHaveDuplicates();
      assertThat(Arrays.stream(answer)).allMatch(accepted::get);
      wanted += k;
      found += (int) Arrays.stream(truth).filter(row -> contains(answer, row)).count();
    }
    assertThat((double) found / wanted).as("%s %s", kind, share).isGreaterThan(0.95);
  }

  /** Asks for any number of rows, with filters that do not know how many they accept. */
  public void expectNeverFewer(float[][] queries) {
    SplittableRandom random = new SplittableRandom(5);
    int rows = index.rows().count();
    for (float[] query : queries) {
      BitSet accepted = new BitSet();
      int first = random.nextInt(rows);
      accepted.set(first, Math.min(rows, first + random.nextInt(1, rows / 10)));
      int k = random.nextInt(1, 200);
      for (int estimate : new int[] {accepted.cardinality(), 1, rows}) {
        int[] answer = search(index, query, k, TestRows.filter(accepted, estimate));
        assertThat(answer).hasSize(Math.min(k, accepted.cardinality())).doesNotHaveDuplicates();
        assertThat(Arrays.stream(answer)).allMatch(accepted::get);
      }
    }
    for (int estimate : new int[] {0, 1, rows}) {
      assertThat(search(index, queries[0], 5, TestRows.filter(new BitSet(), estimate))).isEmpty();
    }
  }

  private BitSet accepted(Kind kind, int count, float[] query, SplittableRandom random) {
    int rows = index.rows().count();
    BitSet accepted = new BitSet();
    if (kind == Kind.INDEPENDENT) {
      while (accepted.cardinality() < count) {
        accepted.set(random.nextInt(rows));
      }
      return accepted;
    }
    int[] all = search(exact, query, rows, RowFilter.all(rows));
    for (int i = 0; i < count; i++) {
      accepted.set(all[kind == Kind.CORRELATED ? i : rows - 1 - i]);
    }
    return accepted;
  }

  private int[] search(VectorIndex by, float[] query, int k, RowFilter filter) {
    TopK out = new TopK();
    out.reset(k);
    by.search(query, params, filter, scratch, out);
    out.sort();
    int[] rows = new int[out.size()];
    Arrays.setAll(rows, out::row);
    return rows;
  }

  private static boolean contains(int[] rows, int row) {
    return Arrays.stream(rows).anyMatch(other -> other == row);
  }
}
