package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;

/**
 * JVector's graph in memory, walked by product codes; all candidates that are kept are scored again
 * by their floats, which are in memory here too.
 */
record JVectorPqIndex(JVectorGraph parts, PQVectors codes) implements AnnIndex {
  static JVectorPqIndex build(VectorRows rows, Metric metric, GraphParams params)
      throws IOException {
    JVectorGraph graph = JVectorGraph.build(rows, metric, params);
    return new JVectorPqIndex(graph, graph.productCodes());
  }

  @Override
  public String name() {
    return "JVector, PQ";
  }

  @Override
  public String configuration() {
    return "%s; %s, all candidates scored again by floats"
        .formatted(parts.configuration(), codes.getCompressor());
  }

  @Override
  public Searcher newSearcher() {
    GraphSearcher searcher = new GraphSearcher(parts.graph());
    return (query, effort, rows) -> {
      VectorFloat<?> vector = JVectorGraph.VECTORS.createFloatVector(query);
      DefaultSearchScoreProvider scores =
          new DefaultSearchScoreProvider(
              codes.precomputedScoreFunctionFor(vector, parts.similarity()),
              parts.vectors().rerankerFor(vector, parts.similarity()));
      return JVectorGraph.write(
          searcher.search(scores, rows.length, effort.breadth(), 0, 0, Bits.ALL), rows);
    };
  }

  @Override
  public MemoryUse memory() {
    return MemoryUse.of(
        new Section("vectors", parts.vectorBytes(), Held.MEMORY),
        new Section("codes", codes.ramBytesUsed(), Held.MEMORY),
        new Section("graph", parts.graph().ramBytesUsed(), Held.MEMORY));
  }

  @Override
  public void close() throws IOException {
    parts.graph().close();
  }
}
