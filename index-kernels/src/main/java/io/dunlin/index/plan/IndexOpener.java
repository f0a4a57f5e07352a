package io.dunlin.index.plan;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.hnsw.HnswGraph;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.ivf.IvfIndex;
import io.dunlin.index.ivf.IvfLists;
import io.dunlin.index.ivf.PartitionedIndex;
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
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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
    if (sections.containsKey(IndexSection.PLACED)) {
      return openPartitioned();
    }
    Optional<IvfIndex> lists = lists();
    Optional<HnswIndex> graph =
        read(IndexSection.GRAPH, bytes -> HnswGraph.open(bytes, vectors.rows()))
            .map(links -> new HnswIndex(vectors, links, walked(), links().orElse(null)));
    if (graph.isPresent() && lists.isPresent()) {
      return new FusedIndex(graph.get(), lists.get());
    }
    return graph.<VectorIndex>map(found -> found).or(() -> lists).orElseGet(this::scan);
  }

  /** The graph of all rows that an index has, if it has one. */
  public static Optional<HnswGraph> graphOf(VectorIndex index) {
    return switch (index) {
      case HnswIndex walked -> Optional.of(walked.graph());
      case FusedIndex fused -> Optional.of(fused.graph().graph());
      default -> Optional.empty();
    };
  }

  private FlatIndex scan() {
    return new FlatIndex(vectors.data(), vectors.metric(), vectors.kernels());
  }

  private Optional<IvfIndex> lists() {
    return read(
        IndexSection.LISTS,
        bytes -> new IvfIndex(vectors, IvfLists.open(bytes, vectors.data(), vectors.metric())));
  }

  private VectorIndex openPartitioned() {
    Optional<IvfLists> lists =
        read(IndexSection.LISTS, bytes -> IvfLists.open(bytes, vectors.data(), vectors.metric()));
    if (lists.isEmpty()) {
      return scan();
    }
    Optional<List<VectorIndex>> parts =
        read(IndexSection.PLACED, bytes -> parts(lists.get(), bytes));
    return parts.isPresent() ? new PartitionedIndex(vectors, lists.get(), parts.get()) : scan();
  }

  private List<VectorIndex> parts(IvfLists lists, MemorySegment placedRows) {
    VectorRows rows = vectors.data();
    VectorRows placed = new VectorRows(placedRows, rows.type(), rows.dimension(), lists.entries());
    List<Map<IndexSection, MemorySegment>> split = new ArrayList<>();
    for (int list = 0; list < lists.count(); list++) {
      split.add(new EnumMap<>(IndexSection.class));
    }
    for (IndexSection section : sections.keySet()) {
      if (section != IndexSection.LISTS && section != IndexSection.PLACED) {
        read(section, bytes -> PartSections.split(bytes, lists.count()))
            .ifPresent(ofKind -> {
              for (int list = 0; list < ofKind.size(); list++) {
                if (ofKind.get(list).byteSize() > 0) {
                  split.get(list).put(section, ofKind.get(list));
                }
              }
            });
      }
    }
    List<VectorIndex> parts = new ArrayList<>();
    for (int list = 0; list < lists.count(); list++) {
      VectorScorer scorer = PartitionBuilder.scorer(lists, list, placed, vectors);
      parts.add(new IndexOpener(scorer, split.get(list), refused).open());
    }
    return parts;
  }

  private VectorIndex openReduced() {
    Optional<Pca> pca = read(IndexSection.PCA, Pca::open);
    if (pca.isEmpty() || !sections.containsKey(IndexSection.REDUCED)) {
      return scan();
    }
    Optional<VectorRows> rows =
        read(
            IndexSection.REDUCED,
            bytes -> new VectorRows(bytes, pca.get().outputs(), vectors.rows()));
    if (rows.isEmpty()) {
      return scan();
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
