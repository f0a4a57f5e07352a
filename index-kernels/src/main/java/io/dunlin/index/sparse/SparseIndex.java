package io.dunlin.index.sparse;

import java.util.Optional;

/**
 * The rows of one sparse vector and, where there is one, their inverted index. Immutable and safe
 * for many threads, each with its own {@link SparseSearcher}.
 */
public record SparseIndex(SparseRows rows, Optional<Postings> postings) {
  /** How many rows have each term of a query. */
  public int[] frequencies(SparseQuery query) {
    int[] counts = new int[query.terms()];
    if (postings.isPresent()) {
      for (int term = 0; term < counts.length; term++) {
        int place = postings.get().find(query.dimension(term));
        counts[term] = place < 0 ? 0 : postings.get().frequency(place);
      }
    } else {
      for (int row = 0; row < rows.count(); row++) {
        query.count(rows, row, 1, counts);
      }
    }
    return counts;
  }

  /** Adds a row to such frequencies. */
  public void putIn(int row, SparseQuery query, int[] frequencies) {
    query.count(rows, row, 1, frequencies);
  }

  /** Takes a row out of such frequencies. */
  public void takeOut(int row, SparseQuery query, int[] frequencies) {
    query.count(rows, row, -1, frequencies);
  }
}
