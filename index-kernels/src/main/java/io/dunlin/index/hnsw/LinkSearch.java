package io.dunlin.index.hnsw;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import org.jspecify.annotations.Nullable;

/**
 * Best-first search over {@link LinkCodes}: the best row heard of is visited, which gives its score
 * and estimates of its links' scores, until all of the beam were visited.
 *
 * @param bytes what visited rows are scored by; the vectors of the best are read at the end. Null:
 *     the vectors of all that are visited are read
 */
record LinkSearch(
    VectorRows rows, Metric metric, LinkCodes codes, @Nullable ByteCodes bytes, Kernels kernels) {
  /**
   * Width of the beam for a breadth. The beam holds estimates, some of them of the same row, so it
   * takes about twice as many to find what a search by exact scores finds.
   */
  private static final int WIDTH_PER_EF = 2;

  /** Results by bytes for each one wanted: bytes may swap neighbours that are as near. */
  private static final double OVERSAMPLING = 1.5;

  /** Leaves the best {@code k} accepted rows that were visited in the scratch's results. */
  void search(float[] query, int ef, int k, RowFilter filter, SearchScratch scratch) {
    scratch.beam().reset(WIDTH_PER_EF * ef);
    start(query, scratch);
    if (bytes == null) {
      scratch.results().reset(k);
      visitByVectors(query, filter, scratch);
    } else {
      scratch.results().reset((int) Math.ceil(OVERSAMPLING * k));
      visitByBytes(query, bytes, filter, scratch);
      rescore(query, k, scratch);
    }
  }

  /** Estimates the entries, from the score of the center. */
  private void start(float[] query, SearchScratch scratch) {
    float[] centered = scratch.vector(query.length);
    codes.center().read(0, centered);
    for (int i = 0; i < query.length; i++) {
      centered[i] = query[i] - centered[i];
    }
    float[] rotated = scratch.rotated(codes.rotation().paddedDimension());
    kernels.fillTables(codes.rotation(), centered, rotated, scratch.tables());
    float[] score = scratch.scores(1);
    kernels.scoresOfRange(metric, query, codes.center(), 0, 1, score);
    for (int i = 0; i < codes.entryBlocks(); i++) {
      offerLinks(codes.firstEntryBlock() + i, score[0], scratch);
    }
  }

  private void visitByVectors(float[] query, RowFilter filter, SearchScratch scratch) {
    Beam beam = scratch.beam();
    int[] one = scratch.nodes(1);
    float[] score = scratch.scores(1);
    for (int row = beam.visitNext(); row >= 0; row = beam.visitNext()) {
      one[0] = row;
      kernels.scores(metric, query, rows, one, 0, 1, score);
      visit(row, score[0], filter, scratch);
    }
  }

  private void visitByBytes(
      float[] query, ByteCodes byteCodes, RowFilter filter, SearchScratch scratch) {
    float[] prepared = scratch.vector(byteCodes.rows().stride());
    byteCodes.prepare(metric, query, prepared);
    float scale = byteCodes.scale(metric);
    float offset = byteCodes.offset(metric, query);
    Beam beam = scratch.beam();
    int[] one = scratch.nodes(1);
    float[] score = scratch.scores(1);
    for (int row = beam.visitNext(); row >= 0; row = beam.visitNext()) {
      one[0] = row;
      kernels.scores(metric, prepared, byteCodes.rows(), one, 0, 1, score);
      visit(row, scale * score[0] + offset, filter, scratch);
    }
  }

  private void visit(int row, float score, RowFilter filter, SearchScratch scratch) {
    TopK results = scratch.results();
    if (results.admits(score, row) && filter.accepts(row)) {
      results.offer(score, row);
    }
    offerLinks(row, score, scratch);
  }

  private void offerLinks(int block, float score, SearchScratch scratch) {
    kernels.offerLinks(
        codes.blocks(),
        block,
        scratch.tables(),
        score,
        bytes == null ? rows : bytes.rows(),
        scratch.beam());
  }

  /** Scores the results by their vectors and leaves the best. */
  private void rescore(float[] query, int k, SearchScratch scratch) {
    TopK results = scratch.results();
    int count = results.size();
    int[] found = scratch.nodes(count);
    float[] scores = scratch.scores(count);
    for (int i = 0; i < count; i++) {
      found[i] = results.row(i);
    }
    kernels.scores(metric, query, rows, found, 0, count, scores);
    results.reset(k);
    for (int i = 0; i < count; i++) {
      results.offer(scores[i], found[i]);
    }
  }
}
