package io.dunlin.index.sparse;

import io.dunlin.index.RowFilter;
import io.dunlin.index.search.CandidateHeap;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.TopK;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows with the best inner products, none missed. One per searching thread; reuses its
 * memory.
 *
 * <p>With postings, blocks of rows are looked through in the order of what their rows can score at
 * most (Mallia, Suel and Tonellotto, "Faster learned sparse retrieval with block-max pruning",
 * SIGIR 2024), until no block can hold a better row than the k that were found. The bound of a
 * block is the sum, over the terms, of the greatest product there, or zero where that is negative,
 * since a row may lack the term. It is added up in the same order and precision as a score, in
 * which each addend is no greater: rounding keeps that order, so the bound needs no margin. Blocks
 * are taken in batches that double, so that one pass over a term's blocks serves many.
 */
public final class SparseSearcher {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int FIRST_BATCH = 64;
  private static final int LARGEST_BATCH = 4096;
  private static final long BLOCK_BITS = (1L << Postings.BLOCK) - 1;

  private final CandidateHeap blocks = new CandidateHeap();
  private final int[] batch = new int[LARGEST_BATCH];
  private final float[] scores = new float[LARGEST_BATCH * Postings.BLOCK];

  /** A bit for each row of a block that has a term. */
  private final long[] met = new long[LARGEST_BATCH];

  private float[] bounds = new float[0];
  private int[] places = new int[0];
  private long scored;
  private boolean scanned;

  public SparseSearcher() {}

  /** Rows that all searches so far have scored. */
  public long scored() {
    return scored;
  }

  /** Whether the last search looked at all accepted rows rather than at postings. */
  public boolean scanned() {
    return scanned;
  }

  /** Offers the best rows that the filter accepts and that have a term of the query. */
  public void search(SparseIndex index, SparseQuery query, RowFilter filter, TopK out) {
    scanned = false;
    if (out.k() == 0 || index.rows().count() == 0) {
      return;
    }
    if (index.postings().isEmpty()) {
      scan(index.rows(), query, filter, out);
      return;
    }
    Postings postings = index.postings().get();
    long work = find(postings, query);
    double entries = (double) index.rows().size() / index.rows().count() * filter.estimate();
    if (entries < work) {
      scan(index.rows(), query, filter, out);
    } else if (work > 0) {
      bound(postings, query, index.rows().count(), filter.words());
      walk(postings, query, filter, out);
    }
  }

  /**
   * Offers the best rows that the filter accepts by a score that is made of those for several
   * queries; a row that has no term of a query scores 0 for it.
   */
  public void search(
      SparseIndex index,
      List<SparseQuery> queries,
      Combination combination,
      RowFilter filter,
      TopK out) {
    scanned = true;
    float[][] one = new float[queries.size()][1];
    int end = index.rows().count();
    for (int row = filter.nextAccepted(0, end);
        row < end;
        row = filter.nextAccepted(row + 1, end)) {
      for (int i = 0; i < one.length; i++) {
        float score = queries.get(i).score(index.rows(), row);
        one[i][0] = Float.isNaN(score) ? 0f : score;
      }
      scored++;
      out.offer(combination.of(one, 0), row);
    }
  }

  private void scan(SparseRows rows, SparseQuery query, RowFilter filter, TopK out) {
    scanned = true;
    int end = rows.count();
    for (int row = filter.nextAccepted(0, end);
        row < end;
        row = filter.nextAccepted(row + 1, end)) {
      float score = query.score(rows, row);
      scored++;
      if (!Float.isNaN(score)) {
        out.offer(score, row);
      }
    }
  }

  /** Notes where the terms are and says how many postings they have together. */
  private long find(Postings postings, SparseQuery query) {
    if (places.length < query.terms()) {
      places = new int[query.terms()];
    }
    long work = 0;
    for (int term = 0; term < query.terms(); term++) {
      places[term] = postings.find(query.dimension(term));
      work += places[term] < 0 ? 0 : postings.frequency(places[term]);
    }
    return work;
  }

  /** Puts the blocks that have a term on the heap, by what their rows can score at most. */
  private void bound(
      Postings postings, SparseQuery query, int rows, @Nullable MemorySegment accepted) {
    int count = Math.ceilDiv(rows, Postings.BLOCK);
    if (bounds.length < count) {
      bounds = new float[count];
    }
    // Negative: the block has none of the terms.
    Arrays.fill(bounds, 0, count, -1f);
    for (int term = 0; term < query.terms(); term++) {
      int place = places[term];
      if (place >= 0) {
        bound(postings, place, query.weight(term));
      }
    }
    blocks.clear();
    for (int block = 0; block < count; block++) {
      if (bounds[block] >= 0 && (accepted == null || bits(accepted, block) != 0)) {
        blocks.push(bounds[block], block);
      }
    }
  }

  private void bound(Postings postings, int place, float weight) {
    int end = postings.firstBlock(place + 1);
    if (weight < 0 && !postings.signed) {
      for (int at = postings.firstBlock(place); at < end; at++) {
        int block = postings.block(at);
        bounds[block] = Math.max(0f, bounds[block]);
      }
      return;
    }
    MemorySegment extremes = weight < 0 ? postings.least : postings.greatest;
    for (int at = postings.firstBlock(place); at < end; at++) {
      int block = postings.block(at);
      float most = Math.max(0f, weight * extremes.getAtIndex(Postings.COMPONENT, at));
      bounds[block] = Math.max(0f, bounds[block]) + most;
    }
  }

  /** Those of a block, of a filter's words. */
  private static long bits(MemorySegment words, int block) {
    long first = (long) block * Postings.BLOCK;
    return words.get(WORD, first / Long.SIZE * Long.BYTES) >>> (first % Long.SIZE) & BLOCK_BITS;
  }

  private void walk(Postings postings, SparseQuery query, RowFilter filter, TopK out) {
    int wanted = FIRST_BATCH;
    int count = take(wanted, out);
    while (count > 0) {
      score(postings, query, count);
      offer(filter, count, out);
      wanted = Math.min(LARGEST_BATCH, 2 * wanted);
      count = take(wanted, out);
    }
  }

  /**
   * Takes the best blocks, as long as they can hold a row that is wanted, and puts them in order.
   */
  private int take(int most, TopK out) {
    float worst = out.worst();
    int count = 0;
    // One that can be as good as the worst may still have the better id.
    while (count < most && !blocks.isEmpty() && !(blocks.bestScore() < worst)) {
      batch[count++] = blocks.pop();
    }
    Arrays.sort(batch, 0, count);
    return count;
  }

  private void score(Postings postings, SparseQuery query, int count) {
    Arrays.fill(scores, 0, count * Postings.BLOCK, 0f);
    Arrays.fill(met, 0, count, 0L);
    for (int term = 0; term < query.terms(); term++) {
      int place = places[term];
      if (place >= 0) {
        float weight = query.weight(term);
        int at = postings.firstBlock(place);
        int end = postings.firstBlock(place + 1);
        for (int slot = 0; slot < count && at < end; slot++) {
          at = postings.seek(at, end, batch[slot]);
          if (at < end && postings.block(at) == batch[slot]) {
            add(postings, at, weight, slot);
            at++;
          }
        }
      }
    }
  }

  private void add(Postings postings, int at, float weight, int slot) {
    int end = postings.firstPosting(at + 1);
    int base = slot * Postings.BLOCK;
    long rows = 0;
    for (int posting = postings.firstPosting(at); posting < end; posting++) {
      int row = postings.rows.get(ValueLayout.JAVA_BYTE, posting);
      scores[base + row] += weight * postings.components.getAtIndex(Postings.COMPONENT, posting);
      rows |= 1L << row;
    }
    met[slot] |= rows;
  }

  private void offer(RowFilter filter, int count, TopK out) {
    MemorySegment accepted = filter.words();
    for (int slot = 0; slot < count; slot++) {
      int first = batch[slot] * Postings.BLOCK;
      long rows = accepted == null ? met[slot] : met[slot] & bits(accepted, batch[slot]);
      scored += Long.bitCount(rows);
      for (; rows != 0; rows &= rows - 1) {
        int bit = Long.numberOfTrailingZeros(rows);
        float score = scores[slot * Postings.BLOCK + bit];
        // Asked last, since an answer may have to be found first.
        if (!Float.isNaN(score) && out.admits(score, first + bit) && filter.accepts(first + bit)) {
          out.offer(score, first + bit);
        }
      }
    }
  }
}
