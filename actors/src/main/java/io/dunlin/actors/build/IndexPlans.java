package io.dunlin.actors.build;

import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.hnsw.HnswParams;
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
   */
  public static Map<String, IndexPlan> of(ShardView base, CollectionConfig config) {
    Map<String, IndexPlan> plans = new HashMap<>();
    for (Map.Entry<String, VectorSpec> vector : config.vectors().entrySet()) {
      VectorSpec spec = vector.getValue();
      HnswSettings hnsw = spec.hnsw().or(config.hnsw()).or(HnswSettings.DEFAULTS);
      long bytes = base.points() * spec.size() * Float.BYTES;
      if (bytes > hnsw.fullScanThresholdKb().orElseThrow() * 1024L) {
        IndexPlan plan = plan(spec, hnsw, config.codesOf(spec));
        if (!(plan instanceof IndexPlan.Flat)) {
          plans.put(vector.getKey(), plan);
        }
      }
    }
    return plans;
  }

  private static IndexPlan plan(
      VectorSpec spec, HnswSettings hnsw, Optional<QuantizationSettings> codes) {
    IndexSettings.Type type = spec.index().map(IndexSettings::type).orElse(IndexSettings.Type.HNSW);
    return switch (type) {
      case FLAT -> new IndexPlan.Flat();
      case HNSW, AUTO, IVF_FLAT, IVF_SQ8, IVF_PQ, IVF_RABITQ, IVF_HNSW -> graph(hnsw, codes);
    };
  }

  /** A graph, unless M is 0, which asks for none. */
  private static IndexPlan graph(HnswSettings hnsw, Optional<QuantizationSettings> codes) {
    int m = hnsw.m().orElseThrow();
    if (m == 0) {
      return new IndexPlan.Flat();
    }
    return new IndexPlan.Graph(
        new HnswParams(m, hnsw.efConstruct().orElseThrow(), SEED),
        codes.map(IndexPlans::rowCodes).orElse(new RowCodes.None()),
        hnsw.inlineStorage().orElse(false));
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
