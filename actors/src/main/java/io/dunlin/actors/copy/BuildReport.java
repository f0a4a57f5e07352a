package io.dunlin.actors.copy;

import io.dunlin.persistence.model.IndexRecipe;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a shard's owner tells of its builds.
 *
 * @param completed the last ones, newest first
 * @param shadows the last comparisons of indexes by changed settings with those before, by vector
 */
public record BuildReport(
    Optional<Running> running, List<Build> completed, Map<String, Shadow> shadows) {
  public static final BuildReport NONE = new BuildReport(Optional.empty(), List.of(), Map.of());

  /** Why a segment is built. */
  public enum Kind {
    /** Rows wait for their index. */
    INDEXING,
    /** Segments are too many. */
    MERGE,
    /** Dead rows are left out. */
    VACUUM,
    /** The index is another than the settings say. */
    CONFIG_MISMATCH
  }

  /** How a build stands. */
  public enum Outcome {
    RUNNING,
    DONE,
    /** It found too little to take the place of what is there. */
    REFUSED,
    FAILED
  }

  /**
   * A build.
   *
   * @param inputs names of the segments that it is made of
   * @param rows of the new segment
   * @param inserted rows put into indexes so far, all vectors together
   * @param began in milliseconds since the epoch
   */
  public record Build(
      Kind kind,
      List<Long> inputs,
      long rows,
      long inserted,
      long began,
      Optional<Long> ended,
      Outcome outcome) {
    /** The same when it is over. */
    public Build ended(Outcome how, long insertedRows, long now) {
      return new Build(kind, inputs, rows, insertedRows, began, Optional.of(now), how);
    }
  }

  /**
   * A build that goes on.
   *
   * @param inserted counts rows while they are put into indexes
   */
  public record Running(Build build, LongAdder inserted) {
    /** As far as it is now. */
    public Build now() {
      return new Build(
          build.kind(),
          build.inputs(),
          build.rows(),
          inserted.sum(),
          build.began(),
          build.ended(),
          build.outcome());
    }
  }

  /**
   * A comparison.
   *
   * @param recipe of the new index
   * @param refused whether it may not take the place of the other
   */
  public record Shadow(IndexRecipe recipe, boolean refused, RecallChange recall) {}
}
