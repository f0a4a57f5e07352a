package io.dunlin.index.kernel;

import io.dunlin.index.memory.LinkBlocks;
import io.dunlin.index.search.Beam;
import io.dunlin.index.search.QueryTables;

/** From the sum over a link's code to its estimated score, rounded in one order everywhere. */
final class LinkEstimates {
  private LinkEstimates() {}

  static void offer(
      LinkBlocks blocks, int block, int slot, QueryTables query, float score, int sum, Beam beam) {
    float signed = Math.fma(query.scale(), (float) sum, query.offset());
    float difference = Math.fma(blocks.factor(block, slot), signed, blocks.addend(block, slot));
    beam.offer(score + difference, blocks.row(block, slot));
  }
}
