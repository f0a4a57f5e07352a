package io.dunlin.bench.peers;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * JVector's graph over uncompressed vectors on the heap, with the values its documentation uses,
 * neighbour overflow 1.2 and alpha 1.2, and a hierarchy of HNSW's degrees: 2M on the ground layer,
 * M above.
 */
record JVectorGraph(
    ImmutableGraphIndex graph,
    RandomAccessVectorValues vectors,
    VectorSimilarityFunction similarity,
    GraphParams params) {
  static final VectorTypeSupport VECTORS =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  private static final float NEIGHBOUR_OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  /** Components for each byte of a product code. */
  static final int COMPONENTS_PER_CODE = 4;

  private static final int CENTROIDS = 256;

  static JVectorGraph build(VectorRows rows, Metric metric, GraphParams params) throws IOException {
    RandomAccessVectorValues vectors = copy(rows);
    VectorSimilarityFunction similarity = similarity(metric);
    try (ForkJoinPool pool = new ForkJoinPool(params.threads());
        GraphIndexBuilder builder =
            GraphIndexBuilder.builder(
                    BuildScoreProvider.randomAccessScoreProvider(vectors, similarity),
                    rows.dimension(),
                    List.of(2 * params.m(), params.m()))
                .withBeamWidth(params.efConstruction())
                .withNeighborOverflow(NEIGHBOUR_OVERFLOW)
                .withAlpha(ALPHA)
                .withSimdExecutor(pool)
                .withParallelExecutor(pool)
                .build()) {
      return new JVectorGraph(builder.build(vectors), vectors, similarity, params);
    }
  }

  private static RandomAccessVectorValues copy(VectorRows rows) {
    List<VectorFloat<?>> copies = new ArrayList<>(rows.count());
    for (int row = 0; row < rows.count(); row++) {
      float[] components = new float[rows.dimension()];
      rows.read(row, components);
      copies.add(VECTORS.createFloatVector(components));
    }
    return new ListRandomAccessVectorValues(copies, rows.dimension());
  }

  private static VectorSimilarityFunction similarity(Metric metric) {
    return switch (metric) {
      case EUCLID -> VectorSimilarityFunction.EUCLIDEAN;
      case DOT, COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case MANHATTAN, HAMMING, JACCARD ->
          throw new IllegalArgumentException("JVector has no distance " + metric);
    };
  }

  /** Product codes of all rows, a byte for every four components. */
  PQVectors productCodes() {
    try (ForkJoinPool pool = new ForkJoinPool(params.threads())) {
      int codes = Math.ceilDiv(vectors.dimension(), COMPONENTS_PER_CODE);
      boolean centered = similarity == VectorSimilarityFunction.EUCLIDEAN;
      ProductQuantization quantization =
          ProductQuantization.compute(vectors, codes, CENTROIDS, centered, -1, pool, pool);
      return quantization.encodeAll(vectors, pool);
    }
  }

  /** Writes the best of the result's nodes. */
  static int write(SearchResult result, int[] rows) {
    SearchResult.NodeScore[] nodes = result.getNodes();
    int found = Math.min(nodes.length, rows.length);
    for (int rank = 0; rank < found; rank++) {
      rows[rank] = nodes[rank].node;
    }
    return found;
  }

  long vectorBytes() {
    return (long) vectors.size() * vectors.dimension() * Float.BYTES;
  }

  String configuration() {
    return "%s, %s, neighbour overflow %s, alpha %s, built by float32, vectors by %s"
        .formatted(
            Versions.jvector(),
            params,
            NEIGHBOUR_OVERFLOW,
            ALPHA,
            VECTORS.getClass().getSimpleName());
  }
}
