package io.dunlin.actors.build;

import io.dunlin.actors.copy.RecallChange;
import io.dunlin.actors.copy.RecentQueries;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a build made.
 *
 * @param recall of the vectors whose index is a shadow of another, where it was compared
 */
public record ShadowBuild(SealedSegment output, Map<String, RecallChange> recall) {
  /** One that takes nobody's place. */
  public static ShadowBuild plain(SealedSegment output) {
    return new ShadowBuild(output, Map.of());
  }

  /** Builds, and compares. */
  public static ShadowBuild compared(
      BuildOrder order,
      Supplier<SealedSegment> build,
      RecentQueries recent,
      int queries,
      BooleanSupplier cancelled) {
    SealedSegment output = build.get();
    try {
      return new ShadowBuild(
          output, RecallComparison.of(order, output, recent, queries, cancelled));
    } catch (RuntimeException | Error failure) {
      output.release();
      throw failure;
    }
  }
}
