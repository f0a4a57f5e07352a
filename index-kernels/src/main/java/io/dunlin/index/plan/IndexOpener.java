package io.dunlin.index.plan;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.ivf.IvfIndex;
import io.dunlin.index.ivf.IvfLists;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.quantize.ByteCodes;
import io.dunlin.index.quantize.ProductCodes;
import io.dunlin.index.quantize.RabitqCodes;
import io.dunlin.index.score.ByteScorer;
import io.dunlin.index.score.ProductScorer;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.score.RabitqScorer;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.transform.Pca;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Opens an index from its sections. What cannot be used is left out: a walk without codes reads
 * vectors, a table without a graph is scanned.
 *
 * @param vectors of all rows
 * @param sections that are sound, as far as checksums tell
 * @param refused told of a section that cannot be used, and why
 */
public record IndexOpener(
    VectorScorer vectors,
    Map<IndexSection, MemorySegment> sections,
    BiConsumer<IndexSection, String> refused) {
  public VectorIndex open() {
    if (sections.containsKey(IndexSection.PCA) || sections.containsKey(IndexSection.REDUCED)) {
      return openReduced();
    }
    Optional<IvfIndex> lists =
        read(
            IndexSection.LISTS,
            bytes -> new IvfIndex(vectors, IvfLists.open(bytes, vectors.data(), vectors.metric())));
    if (lists.isPresent()) {
      return lists.get();
    }
    Optional<HnswGraph> graph =
        read(IndexSection.GRAPH, bytes -> HnswGraph.open(bytes, vectors.rows()));
    return graph.isPresent()
        ? new HnswIndex(vectors, graph.get(), walked(), links().orElse(null))
        : new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels());
  }

  private VectorIndex openReduced() {
    Optional<Pca> pca = read(IndexSection.PCA, Pca::open);
    if (pca.isEmpty() || !sections.containsKey(IndexSection.REDUCED)) {
      return new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels());
    }
    Optional<VectorRows> rows =
        read(
            IndexSection.REDUCED,
            bytes -> new VectorRows(bytes, pca.get().outputs(), vectors.rows()));
    if (rows.isEmpty()) {
      return new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels());
    }
    Map<IndexSection, MemorySegment> inner = new EnumMap<>(sections);
    inner.remove(IndexSection.PCA);
    inner.remove(IndexSection.REDUCED);
    VectorScorer reduced =
        new VectorScorer(rows.get(), ReducedIndex.innerMetric(vectors.metric()), vectors.kernels());
    return new ReducedIndex(vectors, pca.get(), new IndexOpener(reduced, inner, refused).open());
  }

  private QueryScorer walked() {
    Optional<ByteCodes> bytes =
        read(IndexSection.BYTES, section -> ByteCodes.open(section, vectors.data()));
    if (bytes.isPresent()) {
      return new ByteScorer(bytes.get(), vectors.metric(), vectors.kernels());
    }
    Optional<RabitqCodes> codes =
        read(
            IndexSection.RABITQ,
            section -> RabitqCodes.open(section, vectors.data(), vectors.metric()));
    if (codes.isPresent()) {
      return new RabitqScorer(codes.get(), vectors.metric(), vectors.kernels());
    }
    Optional<ProductCodes> products =
        read(IndexSection.PRODUCT, section -> ProductCodes.open(section, vectors.data()));
    return products.isPresent()
        ? new ProductScorer(products.get(), vectors.metric(), vectors.kernels())
        : vectors;
  }

  private Optional<LinkCodes> links() {
    return read(IndexSection.LINKS, section -> LinkCodes.open(section, vectors.data()));
  }

  private <T> Optional<T> read(IndexSection section, Function<MemorySegment, T> reader) {
    MemorySegment bytes = sections.get(section);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(bytes));
    } catch (IllegalArgumentException | IndexOutOfBoundsException impossible) {
      refused.accept(section, String.valueOf(impossible.getMessage()));
      return Optional.empty();
    }
  }
}
