package io.dunlin.actors.build;

import io.dunlin.actors.copy.Part;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.persistence.model.VectorColumns;
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
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one sealed, opened segment of some parts of a view, as soon as there is memory for it. Runs
 * off the shard's threads; the caller holds the view.
 */
public final class BuildJob {
  private static final Logger log = LoggerFactory.getLogger(BuildJob.class);

  private BuildJob() {}

  public static SealedSegment run(
      BuildOrder order,
      Path directory,
      Kernels kernels,
      BuildMemory memory,
      int threads,
      IntConsumer inserted,
      BooleanSupplier cancelled) {
    List<SegmentSlice> slices = order.parts().stream().map(Part::slice).toList();
    Map<String, IndexPlan> indexes = new HashMap<>();
    order
        .indexes()
        .forEach((vector, choice) -> {
          log.info(
              "Vector '{}' gets {}: {}",
              VectorColumns.name(vector),
              choice.plan().description(),
              choice.reason());
          indexes.put(vector, choice.plan());
        });
    SegmentBuilder.Plan plan =
        new SegmentBuilder.Plan(indexes, order.recipes(), order.wishes().unsaid(), threads);
    try {
      SegmentBuilder.Built built;
      try (BuildMemory.Room _ = memory.room(order.memory(), cancelled)) {
        built = SegmentBuilder.build(slices, plan, directory, kernels, inserted, cancelled);
      }
      return SealedSegment.open(
          directory.resolve(built.fileName()),
          kernels,
          SectionPlacement.of(order.wishes().config(), memory.budget()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
