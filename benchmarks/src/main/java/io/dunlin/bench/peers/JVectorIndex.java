package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import java.io.IOException;

/**
 * JVector's graph in memory over uncompressed vectors. Of its bytes those of the graph are what it
 * says of itself, and of the vectors their components without the objects.
 */
record JVectorIndex(JVectorGraph parts) implements AnnIndex {
  static JVectorIndex build(VectorRows rows, Metric metric, GraphParams params) throws IOException {
    return new JVectorIndex(JVectorGraph.build(rows, metric, params));
  }

  @Override
  public String name() {
    return "JVector";
  }

  @Override
  public String configuration() {
    return parts.configuration();
  }

  @Override
  public Searcher newSearcher() {
    GraphSearcher searcher = new GraphSearcher(parts.graph());
    return (query, effort, rows) -> {
      // Without a second, exact scorer the library wants as many results as it keeps candidates.
      return JVectorGraph.write(
          searcher.search(
              DefaultSearchScoreProvider.exact(
                  JVectorGraph.VECTORS.createFloatVector(query),
                  parts.similarity(),
                  parts.vectors()),
              effort.breadth(),
              Bits.ALL),
          rows);
    };
  }

  @Override
  public MemoryUse memory() {
    return MemoryUse.of(
        new Section("vectors", parts.vectorBytes(), Held.MEMORY),
        new Section("graph", parts.graph().ramBytesUsed(), Held.MEMORY));
  }

  @Override
  public void close() throws IOException {
    parts.graph().close();
  }
}
