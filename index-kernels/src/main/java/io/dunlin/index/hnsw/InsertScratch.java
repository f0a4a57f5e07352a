package io.dunlin.index.hnsw;

import io.dunlin.index.search.SearchScratch;

/** What one inserting thread reuses from row to row. */
public final class InsertScratch {
  final SearchScratch search = new SearchScratch();
  final Candidates candidates = new Candidates();

  /** The row being inserted, and one that is compared with others, prepared for the scorer. */
  final float[] query;

  final float[] other;

  /** Links chosen per level, and how many. */
  final int[][] links;

  final int[] counts;

  /** New list of a node that had too many or superfluous links. */
  final int[] relinked;

  InsertScratch(int preparedLength, HnswGraph graph) {
    this.query = new float[preparedLength];
    this.other = new float[preparedLength];
    this.links = new int[graph.topLevel() + 1][graph.maxLinks(0)];
    this.counts = new int[graph.topLevel() + 1];
    this.relinked = new int[graph.maxLinks(0)];
  }
}
