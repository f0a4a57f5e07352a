package io.dunlin.actors.build;

import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.plan.IndexChooser;
import io.dunlin.index.plan.IndexChooser.Choice;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.RowCodes;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.VectorSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which index each vector of a shard gets, from what the user said and how much there is. */
public final class IndexPlans {
  /** Level draws of all graphs start from here, so that a rebuild draws the same levels. */
  private static final long SEED = 0x64756e6c696eL;

  /** Of a digit of product codes in lists, unless the user said so: these are scanned fastest. */
  private static final int BITS_OF_PQ = 4;

  /** Rows of the largest segment of which a tiered index has a graph, unless the user said so. */
  private static final int HOT = 100_000;

  private IndexPlans() {}

  /**
   * The vectors that get an index: those of which the shard holds so much that an index beats a
   * scan (the contract's {@code full_scan_threshold}), and which are not to be flat. Multivectors
   * are scanned, and sparse vectors have postings always. By key.
   *
   * @param points of the shard
   * @param rows of the segment that gets them
   * @param memory bytes that an index which is to be chosen may take
   */
  public static Map<String, Choice> of(
      long points, long rows, CollectionConfig config, long memory) {
    Map<String, Choice> choices = new HashMap<>();
    for (Map.Entry<String, VectorSpec> vector : config.vectors().entrySet()) {
      VectorSpec spec = vector.getValue();
      HnswSettings hnsw = spec.hnsw().or(config.hnsw()).or(HnswSettings.DEFAULTS);
      long bytes = points * spec.size() * Float.BYTES;
      if (!spec.isMulti() && bytes > hnsw.fullScanThresholdKb().orElseThrow() * 1024L) {
        Choice choice = choice(spec, hnsw, config.codesOf(spec), points, rows, memory);
        if (!(choice.plan() instanceof IndexPlan.Flat)) {
          choices.put(config.keyOf(vector.getKey()), reduced(choice, spec));
        }
      }
    }
    return choices;
  }

  private static Choice choice(
      VectorSpec spec,
      HnswSettings hnsw,
      Optional<QuantizationSettings> codes,
      long points,
      long rows,
      long memory) {
    IndexSettings.Type type = spec.index().map(IndexSettings::type).orElse(IndexSettings.Type.HNSW);
    IndexSettings index = spec.index().orElse(new IndexSettings(type));
    IndexPlan.Graph graph = graph(hnsw, codes, spec.size());
    // What an M of 0 asks for.
    boolean noGraph = hnsw.m().orElseThrow() == 0;
    return switch (type) {
      case FLAT -> asConfigured(new IndexPlan.Flat());
      case HNSW -> asConfigured(noGraph ? new IndexPlan.Flat() : graph);
      case IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, IVF_HNSW -> asConfigured(lists(index));
      case FUSED -> asConfigured(noGraph ? lists(index) : new IndexPlan.Fused(graph, lists(index)));
      case TIERED -> noGraph ? asConfigured(lists(index)) : tier(rows, index, graph);
      case PARTITIONED ->
          asConfigured(
              noGraph
                  ? new IndexPlan.Lists(partitions(index))
                  : new IndexPlan.Partitioned(partitions(index), graph));
      case AUTO -> chosen(points, spec, memory, params(hnsw));
    };
  }

  /** Of the components that are indexed. */
  private static Choice chosen(long points, VectorSpec spec, long memory, HnswParams params) {
    Optional<Integer> pca = spec.index().flatMap(IndexSettings::pca);
    ComponentType type = pca.isPresent() ? ComponentType.FLOAT32 : spec.componentType();
    return IndexChooser.choose(
        points, pca.orElse(spec.size()), type, spec.metric(), memory, params);
  }

  /** What was written last is in small segments: it is hot. */
  private static Choice tier(long rows, IndexSettings index, IndexPlan.Graph graph) {
    int hot = index.hot().orElse(HOT);
    boolean isHot = rows <= hot;
    return new Choice(
        isHot ? graph : lists(index),
        "a segment of %,d rows, up to %,d are hot".formatted(rows, hot));
  }

  private static IvfParams partitions(IndexSettings index) {
    return IvfParams.of(IvfCodec.FLAT, SEED).withLists(index.nlist().orElse(0));
  }

  /** The same for as many principal components as the user wants. */
  private static Choice reduced(Choice choice, VectorSpec spec) {
    return spec.index()
        .flatMap(IndexSettings::pca)
        .map(components ->
            new Choice(new IndexPlan.Reduced(components, choice.plan()), choice.reason()))
        .orElse(choice);
  }

  private static Choice asConfigured(IndexPlan plan) {
    return new Choice(plan, "as configured");
  }

  private static IndexPlan.Graph graph(
      HnswSettings hnsw, Optional<QuantizationSettings> codes, int size) {
    return new IndexPlan.Graph(
        params(hnsw),
        codes.map(settings -> rowCodes(settings, size)).orElse(new RowCodes.None()),
        hnsw.inlineStorage().orElse(false));
  }

  /** What the contract takes is taken as far as it makes sense. */
  private static HnswParams params(HnswSettings hnsw) {
    int m = hnsw.m().filter(links -> links > 0).or(HnswSettings.DEFAULTS::m).orElseThrow();
    return new HnswParams(
        Math.clamp(m, HnswParams.MIN_M, HnswParams.MAX_M),
        Math.max(1, hnsw.efConstruct().orElseThrow()),
        SEED);
  }

  private static IndexPlan.Lists lists(IndexSettings settings) {
    IndexSettings.Pq pq = settings.pq().orElse(IndexSettings.Pq.NONE);
    IvfCodec codec =
        switch (settings.listCodec().orElseThrow()) {
          case FLAT -> IvfCodec.FLAT;
          case SQ8 -> IvfCodec.SQ8;
          case PQ -> pq.bits().orElse(BITS_OF_PQ) == BITS_OF_PQ ? IvfCodec.PQ4 : IvfCodec.PQ8;
          case RABITQ -> IvfCodec.RABITQ;
        };
    IvfParams params =
        IvfParams.of(codec, SEED)
            .withLists(settings.nlist().orElse(0))
            .withProduct(
                new IvfParams.ProductParams(
                    pq.m().orElse(0), pq.opq().orElse(false), pq.anisotropic().orElse(false)));
    return new IndexPlan.Lists(
        settings.type() == IndexSettings.Type.IVF_HNSW ? params.withGraph() : params);
  }

  private static RowCodes rowCodes(QuantizationSettings settings, int size) {
    return switch (settings) {
      case QuantizationSettings.Scalar scalar -> new RowCodes.Bytes(scalar.quantile().orElse(1f));
      case QuantizationSettings.Binary binary ->
          new RowCodes.Rabitq(
              binary.encoding().orElse(QuantizationSettings.Encoding.ONE_BIT)
                      == QuantizationSettings.Encoding.ONE_BIT
                  ? 1
                  : 2);
      case QuantizationSettings.Product product ->
          new RowCodes.Product(Math.max(1, size * Float.BYTES / product.compression().ratio()));
      case QuantizationSettings.Turbo turbo ->
          new RowCodes.Rabitq(
              switch (turbo.bits().orElse(QuantizationSettings.Bits.BITS4)) {
                case BITS1 -> 1;
                case BITS1_5, BITS2 -> 2;
                case BITS4 -> 4;
              });
    };
  }
}
