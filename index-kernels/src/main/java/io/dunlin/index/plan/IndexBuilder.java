package io.dunlin.index.plan;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.hnsw.GraphBase;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.ivf.IvfLists;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.quantize.ProductCodes;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.RabitqCodes;
import io.dunlin.index.score.BytePairScorer;
import io.dunlin.index.score.PairScorer;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.train.PcaTraining;
import io.dunlin.index.train.ProductTraining;
import io.dunlin.index.transform.Pca;
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
      case IndexPlan.Reduced(int components, IndexPlan inner) -> reduced(components, inner);
      case IndexPlan.Lists lists -> lists(lists, progress);
      case IndexPlan.Fused(IndexPlan.Graph graph, IndexPlan.Lists lists) -> {
        Map<IndexSection, MemorySegment> both = new EnumMap<>(graph(graph, base));
        // Each row is inserted once, as far as others are told.
        both.putAll(lists(lists, _ -> {}));
        yield both;
      }
      case IndexPlan.Partitioned partitioned -> new PartitionBuilder(this).build(partitioned);
    };
  }

  private Map<IndexSection, MemorySegment> lists(IndexPlan.Lists plan, IntConsumer inserted) {
    return Map.of(IndexSection.LISTS, lists(plan.params(), inserted).bytes());
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
      case RowCodes.Product(int digits) ->
          sections.put(IndexSection.PRODUCT, products(digits).bytes());
    }
    return sections;
  }

  private RowCodes codes(IndexPlan.Graph plan) {
    if (vectors.metric().isBinary()) {
      return new RowCodes.None();
    }
    boolean impossible =
        plan.codes() instanceof RowCodes.Rabitq && !RabitqCodes.supports(vectors.metric());
    return impossible ? new RowCodes.Bytes(1) : plan.codes();
  }

  /** By bytes where they tell distances: the graph is as good, and sooner built. */
  private HnswGraph linked(IndexPlan.Graph plan, Optional<GraphBase> base) {
    // A rotation does not keep sums of absolute differences.
    if (vectors.metric() == Metric.MANHATTAN
        || !BytePairScorer.supports(vectors.metric(), vectors.data().dimension())) {
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
    return LinkCodes.build(graph, vectors, SEED, threads, arena, cancelled);
  }

  IvfLists lists(IvfParams params, IntConsumer inserted) {
    try (Arena whileListing = Arena.ofShared()) {
      return IvfLists.build(
          new VectorScorer(floats(whileListing), vectors.metric(), vectors.kernels()),
          present,
          params,
          threads,
          arena,
          inserted,
          cancelled);
    }
  }

  /** Of the whole vectors where these have no components that can be told. */
  private Map<IndexSection, MemorySegment> reduced(int components, IndexPlan inner) {
    Pca pca;
    try {
      pca = pca(components);
    } catch (ArithmeticException beyondFloats) {
      return build(inner, Optional.empty());
    }
    VectorRows rows = project(pca);
    VectorScorer scorer =
        new VectorScorer(rows, ReducedIndex.innerMetric(vectors.metric()), vectors.kernels());
    Map<IndexSection, MemorySegment> sections = new EnumMap<>(IndexSection.class);
    sections.put(IndexSection.PCA, pca.bytes());
    sections.put(IndexSection.REDUCED, rows.data());
    sections.putAll(
        new IndexBuilder(scorer, present, threads, arena, progress, cancelled)
            .build(inner, Optional.empty()));
    return sections;
  }

  private Pca pca(int components) {
    try (Arena whileTraining = Arena.ofShared()) {
      return PcaTraining.train(
          floats(whileTraining),
          present,
          components,
          SEED,
          threads,
          vectors.kernels(),
          arena,
          cancelled);
    }
  }

  private VectorRows project(Pca pca) {
    int count = vectors.rows();
    long rowBytes = (long) pca.outputs() * Float.BYTES;
    MemorySegment data = LargePages.allocate(count * rowBytes, arena);
    new ParallelRows(threads, cancelled)
        .run(
            count,
            () -> {
              float[] vector = new float[pca.inputs()];
              float[] projected = new float[pca.outputs()];
              return row -> {
                vectors.data().read(row, vector);
                pca.project(vectors.kernels(), vector, projected);
                MemorySegment.copy(
                    projected, 0, data, VectorRows.COMPONENT, row * rowBytes, projected.length);
              };
            });
    return new VectorRows(data, pca.outputs(), count);
  }

  private ProductCodes products(int digits) {
    try (Arena whileTraining = Arena.ofShared()) {
      ProductQuantizer quantizer =
          ProductTraining.train(
              floats(whileTraining),
              present,
              new ProductTraining.Settings(
                  Math.clamp(digits, 1, vectors.data().dimension()), Byte.SIZE, SEED, threads),
              vectors.kernels(),
              _ -> {},
              cancelled);
      return ProductCodes.encode(vectors.data(), quantizer, threads, arena, cancelled);
    }
  }

  /** The rows as floats, which training wants: as they are, or copied. */
  private VectorRows floats(Arena whileTraining) {
    VectorRows rows = vectors.data();
    if (rows.type() == ComponentType.FLOAT32) {
      return rows;
    }
    long bytes = (long) rows.count() * rows.dimension() * Float.BYTES;
    MemorySegment copy = LargePages.allocate(bytes, whileTraining);
    float[] vector = new float[rows.dimension()];
    for (int row = 0; row < rows.count(); row++) {
      rows.read(row, vector);
      long at = (long) row * rows.dimension() * Float.BYTES;
      MemorySegment.copy(vector, 0, copy, VectorRows.COMPONENT, at, vector.length);
    }
    return new VectorRows(copy, rows.dimension(), rows.count());
  }

  private RabitqCodes rabitq(int bits) {
    return RabitqCodes.encode(
        vectors.data(), vectors.metric(), bits, SEED, threads, arena, cancelled);
  }
}
