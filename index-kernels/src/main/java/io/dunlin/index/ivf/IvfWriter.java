package io.dunlin.index.ivf;

import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.memory.CodeBlocks;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.transform.LinearMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills the bytes of {@link IvfLists}, whose header is there.
 *
 * @param progress told how many rows are newly written, from any thread
 */
record IvfWriter(
    VectorScorer vectors,
    IvfLists lists,
    ListOrder order,
    ParallelRows parallel,
    IntConsumer progress) {
  /** The share of components that bytes span: a few that lie far out would coarsen all others. */
  private static final float QUANTILE = 0.9999f;

  void writeCentroids(VectorRows centroids, @Nullable HnswGraph graph) {
    long bytes = centroids.offset(centroids.count());
    MemorySegment.copy(centroids.data(), 0, lists.centroids().data(), 0, bytes);
    if (graph != null) {
      copy(graph.bytes(), lists.header().graphAt());
    }
    float[] mean = order.mean(vectors.data());
    MemorySegment.copy(
        mean, 0, lists.bytes(), VectorRows.COMPONENT, IvfHeader.meanAt(), mean.length);
    lists.readMean();
    boolean inBlocks = lists.codec().inBlocks();
    int place = 0;
    for (int list = 0; list < order.lists(); list++) {
      lists.setStart(list, place);
      place += inBlocks ? CodeBlocks.blocks(order.size(list)) : order.size(list);
    }
    lists.setStart(order.lists(), place);
  }

  /**
   * @param coder null where rows are not coded as digits
   */
  void writeRows(@Nullable DigitCoder coder) {
    switch (coder) {
      case null -> writeNumbers();
      case SignCoder signs -> {
        writeCoarse(signs);
        writeBlocks(signs);
      }
      case ProductCoder products -> {
        writeProducts(products);
        writeBlocks(products);
      }
    }
  }

  private void writeNumbers() {
    for (int i = 0; i < order.entries(); i++) {
      lists.setRow(i, order.row(i));
    }
    if (lists.codec() == IvfCodec.SQ8) {
      MemorySegment part =
          lists.bytes().asSlice(lists.header().codesAt(), lists.header().codeBytes());
      ByteCodes.encode(vectors.data(), order.order(), QUANTILE, parallel, part);
    }
    progress.accept(order.entries());
  }

  private void writeProducts(ProductCoder coder) {
    try (Arena arena = Arena.ofConfined()) {
      copy(coder.quantizer().bytes(arena), lists.header().codewordsAt());
    }
    LinearMap rotation = coder.rotation();
    if (rotation != null) {
      copy(rotation.bytes(), lists.header().rotationAt());
    }
  }

  private void writeCoarse(SignCoder coder) {
    CodeBlocks coarse = lists.coarse();
    if (coarse != null) {
      int[] all = new int[lists.count()];
      Arrays.setAll(all, list -> list);
      new BlockCoder(lists.centroids(), vectors.metric(), lists.mean(), coder)
          .code(lists.mean(), all, 0, all.length, coarse, 0);
    }
  }

  private void writeBlocks(DigitCoder coder) {
    parallel.runRanges(
        order.lists(),
        1,
        () -> {
          BlockCoder blockCoder =
              new BlockCoder(vectors.data(), vectors.metric(), lists.mean(), coder);
          float[] centroid = new float[vectors.data().dimension()];
          return (list, _) -> {
            lists.centroids().read(list, centroid);
            blockCoder.code(
                centroid,
                order.order(),
                order.start(list),
                order.size(list),
                lists.blocks(),
                lists.start(list));
            progress.accept(order.size(list));
          };
        });
  }

  private void copy(MemorySegment source, long at) {
    lists.bytes().asSlice(at, source.byteSize()).copyFrom(source);
  }
}
