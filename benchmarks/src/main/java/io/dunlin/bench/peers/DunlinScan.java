package io.dunlin.bench.peers;

import io.dunlin.index.RowFilter;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The scan of all rows, which serves many queries in one pass. */
final class DunlinScan extends DunlinIndex implements BatchIndex {
  private final FlatIndex flat;

  DunlinScan(DunlinForm form, DunlinParts parts, FlatIndex flat, String built) {
    super(form, parts, built);
    this.flat = flat;
  }

  /** One effort: it always finds everything. */
  @Override
  public List<Effort> efforts(int k, List<Integer> breadths) {
    return List.of(Effort.of(k));
  }

  @Override
  public void searchBatch(float[][] queries, Effort effort, int threads, int[][] rows) {
    int share = Math.ceilDiv(queries.length, threads);
    IntStream.range(0, threads).parallel().forEach(i -> scan(queries, i * share, share, rows));
  }

  /** Answers the queries from {@code first} on, at most {@code count} of them. */
  private void scan(float[][] queries, int first, int count, int[][] rows) {
    int end = Math.min(first + count, queries.length);
    if (first >= end) {
      return;
    }
    TopK[] best = new TopK[end - first];
    for (int i = 0; i < best.length; i++) {
      best[i] = new TopK();
      best[i].reset(rows[first + i].length);
    }
    RowFilter all = RowFilter.all(flat.rows().count());
    flat.search(Arrays.copyOfRange(queries, first, end), all, new SearchScratch(), best);
    for (int i = 0; i < best.length; i++) {
      best[i].sort();
      Arrays.fill(rows[first + i], -1);
      for (int rank = 0; rank < best[i].size(); rank++) {
        rows[first + i][rank] = best[i].row(rank);
      }
    }
  }
}
