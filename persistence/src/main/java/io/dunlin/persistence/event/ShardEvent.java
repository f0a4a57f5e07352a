package io.dunlin.persistence.event;

import io.dunlin.persistence.model.VectorColumns;
import java.util.List;

/** What a shard's log holds. */
public sealed interface ShardEvent {
  /**
   * Writes of one group commit, in order; {@code time} in milliseconds since the epoch never runs
   * backwards in a shard.
   */
  record Committed(long time, List<RowChange> changes) implements ShardEvent {}

  /** The growing segment takes no more rows from here on; its name is this event's position. */
  record SegmentFrozen() implements ShardEvent {}

  /**
   * The sealed {@code file} holds the rows of {@code inputs} that lived at position {@code asOf}, a
   * freeze position. Inputs are frozen or sealed segments, one (a seal, a repair) or many. Takes
   * effect at its own position, which is the new segment's name; skipped in a replay whose segments
   * already contain it.
   *
   * @param inputs names of segments (the position of the event that made each)
   * @param file the sealed file's name, which holds its content's hash
   */
  record SegmentsMerged(List<Long> inputs, long asOf, String file, long rows)
      implements ShardEvent {}

  /**
   * From here on points may have these vectors and no others; what is stored of others is no longer
   * there. Ends the growing segment as {@link SegmentFrozen} does. Says nothing where the shard
   * knows of more changes already, as in a replay whose segments do.
   */
  record VectorsChanged(VectorColumns vectors) implements ShardEvent {}
}
