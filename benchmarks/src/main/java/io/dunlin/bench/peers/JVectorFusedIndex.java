package io.dunlin.bench.peers;

import io.dunlin.bench.peers.MemoryUse.Held;
import io.dunlin.bench.peers.MemoryUse.Section;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndexWriter;
import io.github.jbellis.jvector.graph.disk.feature.Feature;
import io.github.jbellis.jvector.graph.disk.feature.FeatureId;
import io.github.jbellis.jvector.graph.disk.feature.FusedPQ;
import io.github.jbellis.jvector.graph.disk.feature.InlineVectors;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * JVector's graph in a mapped file, each node with its vector and with the product codes of its
 * links, which a walk reads; all candidates that are kept are scored again by their floats.
 */
final class JVectorFusedIndex implements AnnIndex {
  private final Path file;
  private final ReaderSupplier readers;
  private final OnDiskGraphIndex graph;
  private final VectorSimilarityFunction similarity;
  private final String configuration;

  private JVectorFusedIndex(
      Path file,
      ReaderSupplier readers,
      VectorSimilarityFunction similarity,
      String configuration) {
    this.file = file;
    this.readers = readers;
    this.graph = OnDiskGraphIndex.load(readers);
    this.similarity = similarity;
    this.configuration = configuration;
  }

  static JVectorFusedIndex build(VectorRows rows, Metric metric, GraphParams params, Path work)
      throws IOException {
    JVectorGraph parts = JVectorGraph.build(rows, metric, params);
    PQVectors codes = parts.productCodes();
    Path file = Files.createTempFile(work, "jvector", ".graph");
    write(parts, codes, file);
    parts.graph().close();
    return new JVectorFusedIndex(
        file,
        ReaderSupplierFactory.open(file),
        parts.similarity(),
        "%s; %s beside the links, all candidates scored again by floats"
            .formatted(parts.configuration(), codes.getCompressor()));
  }

  private static void write(JVectorGraph parts, PQVectors codes, Path file) throws IOException {
    ImmutableGraphIndex graph = parts.graph();
    OnDiskGraphIndexWriter.Builder builder = new OnDiskGraphIndexWriter.Builder(graph, file);
    builder
        .with(new InlineVectors(parts.vectors().dimension()))
        .with(new FusedPQ(graph.maxDegree(), codes.getCompressor()));
    try (OnDiskGraphIndexWriter writer = builder.build();
        ImmutableGraphIndex.View view = graph.getView()) {
      Map<FeatureId, IntFunction<Feature.State>> features =
          Map.of(
              FeatureId.INLINE_VECTORS,
              node -> new InlineVectors.State(parts.vectors().getVector(node)),
              FeatureId.FUSED_PQ,
              node -> new FusedPQ.State(view, codes, node));
      writer.write(features);
    }
  }

  @Override
  public String name() {
    return "JVector, fused PQ";
  }

  @Override
  public String configuration() {
    return configuration;
  }

  @Override
  public Searcher newSearcher() {
    OnDiskGraphIndex.View view = graph.getView();
    GraphSearcher searcher = new GraphSearcher(graph);
    searcher.setView(view);
    return (query, effort, rows) -> {
      VectorFloat<?> vector = JVectorGraph.VECTORS.createFloatVector(query);
      DefaultSearchScoreProvider scores =
          new DefaultSearchScoreProvider(
              view.approximateScoreFunctionFor(vector, similarity),
              view.rerankerFor(vector, similarity));
      return JVectorGraph.write(
          searcher.search(scores, rows.length, effort.breadth(), 0, 0, Bits.ALL), rows);
    };
  }

  /** Vectors lie among the links, so all of the file is read. */
  @Override
  public MemoryUse memory() {
    return MemoryUse.of(
        new Section("graph, codes and vectors", file.toFile().length(), Held.MAPPED));
  }

  @Override
  public void close() throws IOException {
    graph.close();
    readers.close();
    Files.delete(file);
  }
}
