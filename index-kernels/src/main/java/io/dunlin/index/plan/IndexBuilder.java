package io.dunlin.index.plan;

import io.dunlin.index.RowFilter;
import io.dunlin.index.hnsw.GraphBase;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.quantize.RabitqCodes;
import io.dunlin.index.score.BytePairScorer;
import io.dunlin.index.score.PairScorer;
import io.dunlin.index.score.VectorScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Makes the sections of an index.
 *
 * @param vectors of all rows
 * @param present rows that have a vector
 * @param threads that work
 * @param arena what is made lives in it
 * @param progress told how many rows are newly inserted, from any of the threads
 * @param cancelled asked now and then; when true a {@link
 *     java.util.concurrent.CancellationException} is thrown
 */
public record IndexBuilder(
    VectorScorer vectors,
    RowFilter present,
    int threads,
    Arena arena,
    IntConsumer progress,
    BooleanSupplier cancelled) {
  /** Rotations of codes start from here, so that a rebuild makes the same codes. */
  private static final long SEED = 0x636f646573L;

  /**
   * @param base a graph to start from where the plan wants one like it
   */
  public Map<IndexSection, MemorySegment> build(IndexPlan plan, Optional<GraphBase> base) {
    return switch (plan) {
      case IndexPlan.Flat() -> Map.of();
      case IndexPlan.Graph graph -> graph(graph, base);
    };
  }

  private Map<IndexSection, MemorySegment> graph(IndexPlan.Graph plan, Optional<GraphBase> base) {
    Map<IndexSection, MemorySegment> sections = new EnumMap<>(IndexSection.class);
    HnswGraph graph = linked(plan, base);
    sections.put(IndexSection.GRAPH, graph.bytes());
    if (plan.codedLinks() && LinkCodes.supports(vectors.metric())) {
      sections.put(IndexSection.LINKS, links(graph).bytes());
    }
    switch (codes(plan)) {
      case RowCodes.None() -> {}
      case RowCodes.Bytes(float quantile) ->
          sections.put(
              IndexSection.BYTES,
              ByteCodes.encode(vectors.data(), quantile, threads, arena, cancelled).bytes());
      case RowCodes.Rabitq(int bits) -> sections.put(IndexSection.RABITQ, rabitq(bits).bytes());
    }
    return sections;
  }

  private RowCodes codes(IndexPlan.Graph plan) {
    boolean impossible =
        plan.codes() instanceof RowCodes.Rabitq && !RabitqCodes.supports(vectors.metric());
    return impossible ? new RowCodes.Bytes(1) : plan.codes();
  }

  /** By bytes where they tell distances: the graph is as good, and sooner built. */
  private HnswGraph linked(IndexPlan.Graph plan, Optional<GraphBase> base) {
    if (!BytePairScorer.supports(vectors.metric(), vectors.data().dimension())) {
      return linked(plan, base, vectors);
    }
    try (Arena whileLinking = Arena.ofShared()) {
      ByteCodes codes =
          ByteCodes.encodeRotated(vectors.data(), SEED, threads, whileLinking, cancelled);
      PairScorer pairs = new BytePairScorer(codes, vectors.metric(), vectors.kernels());
      return linked(plan, base, pairs);
    }
  }

  private HnswGraph linked(IndexPlan.Graph plan, Optional<GraphBase> base, PairScorer scorer) {
    return base.isPresent()
        ? HnswGraph.extend(
            base.get(), scorer, plan.params(), present, threads, arena, progress, cancelled)
        : HnswGraph.build(scorer, plan.params(), present, threads, arena, progress, cancelled);
  }

  private LinkCodes links(HnswGraph graph) {
    return LinkCodes.build(
        graph, vectors.data(), vectors.metric(), SEED, threads, arena, cancelled);
  }

  private RabitqCodes rabitq(int bits) {
    return RabitqCodes.encode(
        vectors.data(), vectors.metric(), bits, SEED, threads, arena, cancelled);
  }
}
