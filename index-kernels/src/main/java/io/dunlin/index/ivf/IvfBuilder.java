package io.dunlin.index.ivf;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.cluster.KMeans;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.score.VectorScorer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Makes {@link IvfLists}: trains centroids and codes, and groups the rows. */
final class IvfBuilder {
  private static final int ITERATIONS = 12;
  private static final int GRAPH_M = 16;
  private static final int GRAPH_EF_CONSTRUCTION = 200;

  private final VectorScorer vectors;
  private final VectorRows rows;
  private final IvfParams params;
  private final Kernels kernels;
  private final int threads;
  private final IntConsumer progress;
  private final BooleanSupplier cancelled;

  IvfBuilder(
      VectorScorer vectors,
      IvfParams params,
      int threads,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    if (!params.codec().supports(vectors.metric())) {
      throw new IllegalArgumentException(
          "scores by %s cannot be told from %s codes".formatted(vectors.metric(), params.codec()));
    }
    this.vectors = vectors;
    this.rows = vectors.data();
    this.kernels = vectors.kernels();
    this.params = params;
    this.threads = threads;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  IvfLists build(RowFilter present, Arena arena) {
    ParallelRows parallel = new ParallelRows(threads, cancelled);
    try (Arena whileBuilding = Arena.ofShared()) {
      VectorRows centroids = centroids(present, whileBuilding);
      ListOrder order = order(present, centroids);
      HnswGraph graph = params.graph() ? graph(centroids, whileBuilding) : null;
      DigitCoder coder =
          new CoderTraining(rows, centroids, order, params, kernels, parallel, whileBuilding)
              .coder();
      IvfHeader header = header(order, coder, graph);
      MemorySegment bytes = LargePages.allocate(header.byteSize(), arena);
      header.write(bytes);
      IvfLists lists = new IvfLists(bytes, header);
      IvfWriter writer = new IvfWriter(vectors, lists, order, parallel, progress);
      writer.writeCentroids(centroids, graph);
      writer.writeRows(coder);
      return lists;
    }
  }

  private VectorRows centroids(RowFilter present, Arena arena) {
    int wanted = params.listsOf(count(present));
    if (wanted == 0) {
      return new VectorRows(MemorySegment.NULL, rows.dimension(), 0);
    }
    KMeans.Settings settings =
        new KMeans.Settings(wanted, ITERATIONS, params.sample(), params.seed(), threads, false);
    return KMeans.train(rows, present, settings, kernels, arena, _ -> {}, cancelled);
  }

  private int count(RowFilter present) {
    int count = 0;
    int row = present.nextAccepted(0, rows.count());
    while (row < rows.count()) {
      count++;
      row = present.nextAccepted(row + 1, rows.count());
    }
    return count;
  }

  private ListOrder order(RowFilter present, VectorRows centroids) {
    if (centroids.count() == 0) {
      return new ListOrder(new int[1], new int[0]);
    }
    // By distance whatever the metric is: short residuals are told best by their codes.
    int[] nearest = KMeans.assign(rows, centroids, Metric.EUCLID, threads, kernels, cancelled);
    return ListOrder.of(nearest, present, centroids.count());
  }

  private HnswGraph graph(VectorRows centroids, Arena arena) {
    HnswParams graphParams = new HnswParams(GRAPH_M, GRAPH_EF_CONSTRUCTION, params.seed());
    RowFilter all = RowFilter.all(centroids.count());
    VectorScorer scorer = new VectorScorer(centroids, vectors.metric(), kernels);
    // One thread: with more of them, the links would depend on which comes first.
    return HnswGraph.build(scorer, graphParams, all, 1, arena, _ -> {}, cancelled);
  }

  private IvfHeader header(ListOrder order, @Nullable DigitCoder coder, @Nullable HnswGraph graph) {
    ProductCoder product = coder instanceof ProductCoder products ? products : null;
    return new IvfHeader(
        rows.count(),
        rows.dimension(),
        order.lists(),
        order.entries(),
        params.codec(),
        IvfHeader.numberOf(vectors.metric()),
        product == null ? 0 : product.quantizer().digits(),
        coder == null ? order.entries() : order.blocks(),
        params.probesOf(order.lists()),
        product != null && product.rotation() != null,
        params.seed(),
        graph == null ? 0 : graph.bytes().byteSize());
  }
}
