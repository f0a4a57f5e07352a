package io.dunlin.sharding;

import io.dunlin.actors.catalog.TransferMetrics;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.query.CursorMetrics;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.shard.ShardMetrics;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.files.NodeFiles;
import io.dunlin.sharding.rerank.Rerankers;
import io.dunlin.sharding.snapshot.SnapshotSettings;
import java.nio.file.Path;

/**
 * What a {@link DunlinNode} is made of.
 *
 * @param segments folder of the sealed files
 * @param pinned for what sealed segments keep in memory and builds take, beside the heap
 */
public record NodeParts(
    Path segments,
    SnapshotSettings snapshots,
    NodeFiles files,
    ShardSettings settings,
    Kernels kernels,
    PinnedBudget pinned,
    PlannerLimits limits,
    Fencing fencing,
    LogTrimmer trimmer,
    ShardMetrics metrics,
    TransferMetrics transfers,
    AnswerSettings answers,
    CursorSettings cursors,
    CursorMetrics cursorMetrics,
    Rerankers rerankers) {
  /** A node whose cursors may hold what is usual, and without rerankers. */
  public NodeParts(
      Path segments,
      SnapshotSettings snapshots,
      NodeFiles files,
      ShardSettings settings,
      Kernels kernels,
      PinnedBudget pinned,
      PlannerLimits limits,
      Fencing fencing,
      LogTrimmer trimmer,
      ShardMetrics metrics,
      TransferMetrics transfers,
      AnswerSettings answers) {
    this(
        segments,
        snapshots,
        files,
        settings,
        kernels,
        pinned,
        limits,
        fencing,
        trimmer,
        metrics,
        transfers,
        answers,
        CursorSettings.DEFAULT,
        CursorMetrics.none(),
        Rerankers.NONE);
  }
}
