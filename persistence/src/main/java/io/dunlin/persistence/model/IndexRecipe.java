package io.dunlin.persistence.model;

import java.util.Optional;

/**
 * All that a user's settings say about how a vector's index is built, defaults filled in, and
 * nothing else: two recipes are equal exactly when they make the same index of the same rows. How
 * much there is to be for an index to be worth it, where it lies and how it is searched is not part
 * of it.
 *
 * @param graph {@code m}, {@code ef_construct} and {@code inline_storage} where there is a graph
 * @param codes of a graph's rows, as far as they decide what codes are
 * @param index without {@code nprobe}
 */
public record IndexRecipe(
    HnswSettings graph, Optional<QuantizationSettings> codes, IndexSettings index) {
  /**
   * @param hnsw with all defaults
   * @param codes that are wanted of the vector
   * @param index as the user gave it
   */
  static IndexRecipe of(
      HnswSettings hnsw, Optional<QuantizationSettings> codes, Optional<IndexSettings> index) {
    IndexSettings settings = index.orElse(new IndexSettings(IndexSettings.Type.HNSW));
    IndexSettings built = settings.withoutProbes();
    return switch (settings.type()) {
      case FLAT, IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, IVF_HNSW ->
          new IndexRecipe(HnswSettings.NONE, Optional.empty(), built);
      case AUTO -> new IndexRecipe(graph(hnsw, Optional.empty()), Optional.empty(), built);
      case HNSW, FUSED, TIERED, PARTITIONED ->
          new IndexRecipe(
              graph(hnsw, Optional.of(hnsw.inlineStorage().orElse(false))),
              codes.map(IndexRecipe::decisive),
              built);
    };
  }

  private static HnswSettings graph(HnswSettings hnsw, Optional<Boolean> inlineStorage) {
    return new HnswSettings(
        hnsw.m(),
        hnsw.efConstruct(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        inlineStorage);
  }

  /** Without what changes where codes lie and how queries are made. */
  private static QuantizationSettings decisive(QuantizationSettings codes) {
    return switch (codes) {
      case QuantizationSettings.Scalar scalar ->
          new QuantizationSettings.Scalar(scalar.quantile(), Optional.empty());
      case QuantizationSettings.Product product ->
          new QuantizationSettings.Product(product.compression(), Optional.empty());
      case QuantizationSettings.Binary binary ->
          new QuantizationSettings.Binary(binary.encoding(), Optional.empty(), Optional.empty());
      case QuantizationSettings.Turbo turbo ->
          new QuantizationSettings.Turbo(turbo.bits(), Optional.empty());
    };
  }

  /** Whether both make the same links between rows, so that one's graph will do for the other. */
  public boolean linksAs(IndexRecipe other) {
    return graph.m().equals(other.graph.m())
        && graph.efConstruct().equals(other.graph.efConstruct());
  }
}
