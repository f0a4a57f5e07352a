package io.dunlin.actors.build;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SectionPlacement;
import io.dunlin.persistence.segment.SegmentBuilder;
import io.dunlin.persistence.segment.SegmentSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Makes one sealed, opened segment of some parts of a view. Runs off the shard's threads; the
 * caller holds the view.
 */
public final class BuildJob {
  /** Level draws of all graphs start from here, so that a rebuild draws the same levels. */
  private static final long SEED = 0x64756e6c696eL;

  private BuildJob() {}

  public static SealedSegment run(
      ShardView base,
      Set<Long> inputs,
      CollectionConfig config,
      Path directory,
      Kernels kernels,
      PinnedBudget pinned,
      int threads,
      IntConsumer inserted,
      BooleanSupplier cancelled) {
    List<SegmentSlice> slices =
        base.parts().stream()
            .filter(part -> inputs.contains(part.name()))
            .map(Part::slice)
            .toList();
    SegmentBuilder.Plan plan = new SegmentBuilder.Plan(graphs(base, config), threads);
    try {
      SegmentBuilder.Built built =
          SegmentBuilder.build(slices, plan, directory, kernels, inserted, cancelled);
      return SealedSegment.open(
          directory.resolve(built.fileName()), kernels, SectionPlacement.of(config, pinned));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The vectors that get a graph: those of which the shard holds so much that walking beats
   * scanning (the contract's {@code full_scan_threshold}).
   */
  public static Map<String, HnswParams> graphs(ShardView base, CollectionConfig config) {
    long points = base.points();
    Map<String, HnswParams> graphs = new HashMap<>();
    for (Map.Entry<String, VectorSpec> vector : config.vectors().entrySet()) {
      VectorSpec spec = vector.getValue();
      HnswSettings settings = spec.hnsw().or(config.hnsw()).or(HnswSettings.DEFAULTS);
      int m = settings.m().orElseThrow();
      long bytes = points * spec.size() * Float.BYTES;
      if (m > 0 && bytes > settings.fullScanThresholdKb().orElseThrow() * 1024L) {
        graphs.put(vector.getKey(), new HnswParams(m, settings.efConstruct().orElseThrow(), SEED));
      }
    }
    return graphs;
  }
}
