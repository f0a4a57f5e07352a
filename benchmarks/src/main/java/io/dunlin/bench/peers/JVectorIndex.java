package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * JVector's graph in memory over uncompressed vectors, with the values its documentation uses,
 * neighbour overflow 1.2 and alpha 1.2, and a hierarchy of HNSW's degrees: 2M on the ground layer,
 * M above.
 */
final class JVectorIndex implements AnnIndex {
  private static final float NEIGHBOUR_OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;
  private static final VectorTypeSupport VECTORS =
      VectorizationProvider.getInstance().getVectorTypeSupport();

  private final ImmutableGraphIndex graph;
  private final RandomAccessVectorValues vectors;
  private final VectorSimilarityFunction similarity;
  private final GraphParams params;

  private JVectorIndex(
      ImmutableGraphIndex graph,
      RandomAccessVectorValues vectors,
      VectorSimilarityFunction similarity,
      GraphParams params) {
    this.graph = graph;
    this.vectors = vectors;
    this.similarity = similarity;
    this.params = params;
  }

  static JVectorIndex build(VectorRows rows, Metric metric, GraphParams params) throws IOException {
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
      return new JVectorIndex(builder.build(vectors), vectors, similarity, params);
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
      case MANHATTAN -> throw new IllegalArgumentException("JVector has no Manhattan distance");
    };
  }

  @Override
  public String name() {
    return "JVector";
  }

  @Override
  public String configuration() {
    return "%s, %s, neighbour overflow %s, alpha %s, float32 on the heap, vectors by %s"
        .formatted(
            Versions.jvector(),
            params,
            NEIGHBOUR_OVERFLOW,
            ALPHA,
            VECTORS.getClass().getSimpleName());
  }

  @Override
  public Searcher newSearcher() {
    GraphSearcher searcher = new GraphSearcher(graph);
    return (query, effort, rows) -> {
      // Without a second, exact scorer the library wants as many results as it keeps candidates.
      SearchResult result =
          searcher.search(
              DefaultSearchScoreProvider.exact(
                  VECTORS.createFloatVector(query), similarity, vectors),
              effort.breadth(),
              Bits.ALL);
      SearchResult.NodeScore[] nodes = result.getNodes();
      int found = Math.min(nodes.length, rows.length);
      for (int rank = 0; rank < found; rank++) {
        rows[rank] = nodes[rank].node;
      }
      return found;
    };
  }

  /** Of the graph what it says of itself; of the vectors their components without the objects. */
  @Override
  public MemoryUse memory() {
    long ofVectors = (long) vectors.size() * vectors.dimension() * Float.BYTES;
    return MemoryUse.of(
        new Section("vectors", ofVectors, Held.MEMORY),
        new Section("graph", graph.ramBytesUsed(), Held.MEMORY));
  }

  @Override
  public void close() throws IOException {
    graph.close();
  }
}
