package io.dunlin.actors.build;

import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.hnsw.HnswParams;
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

  private IndexPlans() {}

  /**
   * The vectors that get an index: those of which the shard holds so much that an index beats a
   * scan (the contract's {@code full_scan_threshold}), and which are not to be flat.
   *
   * @param memory bytes that an index which is to be chosen may take
   */
  public static Map<String, Choice> of(ShardView base, CollectionConfig config, long memory) {
    Map<String, Choice> choices = new HashMap<>();
    for (Map.Entry<String, VectorSpec> vector : config.vectors().entrySet()) {
      VectorSpec spec = vector.getValue();
      HnswSettings hnsw = spec.hnsw().or(config.hnsw()).or(HnswSettings.DEFAULTS);
      long bytes = base.points() * spec.size() * Float.BYTES;
      if (bytes > hnsw.fullScanThresholdKb().orElseThrow() * 1024L) {
        Choice choice = choice(spec, hnsw, config.codesOf(spec), base.points(), memory);
        if (!(choice.plan() instanceof IndexPlan.Flat)) {
          choices.put(vector.getKey(), choice);
        }
      }
    }
    return choices;
  }

  private static Choice choice(
      VectorSpec spec,
      HnswSettings hnsw,
      Optional<QuantizationSettings> codes,
      long rows,
      long memory) {
    IndexSettings.Type type = spec.index().map(IndexSettings::type).orElse(IndexSettings.Type.HNSW);
    return switch (type) {
      case FLAT -> asConfigured(new IndexPlan.Flat());
      case HNSW, IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, IVF_HNSW ->
          asConfigured(graph(hnsw, codes));
      case AUTO -> IndexChooser.choose(rows, spec.size(), spec.metric(), memory, params(hnsw));
    };
  }

  private static Choice asConfigured(IndexPlan plan) {
    return new Choice(plan, "as configured");
  }

  /** A graph, unless M is 0, which asks for none. */
  private static IndexPlan graph(HnswSettings hnsw, Optional<QuantizationSettings> codes) {
    if (hnsw.m().orElseThrow() == 0) {
      return new IndexPlan.Flat();
    }
    return new IndexPlan.Graph(
        params(hnsw),
        codes.map(IndexPlans::rowCodes).orElse(new RowCodes.None()),
        hnsw.inlineStorage().orElse(false));
  }

  private static HnswParams params(HnswSettings hnsw) {
    int m = hnsw.m().filter(links -> links > 0).or(HnswSettings.DEFAULTS::m).orElseThrow();
    return new HnswParams(m, hnsw.efConstruct().orElseThrow(), SEED);
  }

  private static RowCodes rowCodes(QuantizationSettings settings) {
    return switch (settings) {
      case QuantizationSettings.Scalar scalar -> new RowCodes.Bytes(scalar.quantile().orElse(1f));
      case QuantizationSettings.Binary binary ->
          new RowCodes.Rabitq(
              binary.encoding().orElse(QuantizationSettings.Encoding.ONE_BIT)
                      == QuantizationSettings.Encoding.ONE_BIT
                  ? 1
                  : 2);
      case QuantizationSettings.Product _, QuantizationSettings.Turbo _ -> new RowCodes.None();
    };
  }
}
