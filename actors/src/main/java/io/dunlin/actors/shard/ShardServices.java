package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildMemory;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.files.SegmentFiles;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.manifest.ManifestStore;
import java.util.concurrent.Executor;

/**
 * What the shards of one node share.
 *
 * @param pinned for what sealed segments keep in memory
 * @param buildMemory of the same budget, for what builds take
 * @param segmentFiles what is not on this node's disk
 * @param readers runs what must not wait long, on as many threads as there are cores
 * @param files runs what waits for the disk
 * @param builds runs graph builds, few at a time
 */
public record ShardServices(
    ShardSettings settings,
    Kernels kernels,
    PinnedBudget pinned,
    BuildMemory buildMemory,
    CatalogCopy catalog,
    CopyRegistry copies,
    ManifestStore manifests,
    SegmentFiles segmentFiles,
    Fencing fencing,
    LogTrimmer trimmer,
    ShardMetrics metrics,
    Executor readers,
    Executor files,
    Executor builds) {}
