package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildJob;
import io.dunlin.actors.build.BuildOrder;
import io.dunlin.actors.build.LowPriority;
import io.dunlin.actors.build.ShadowBuild;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Builds segments of a shard off its threads, at low priority. */
record BuildRun(ShardServices services, ShardCopy copy, BooleanSupplier cancelled) {
  /**
   * @param compared whether what is made is compared with what it is made of
   * @param inserted counts rows while they are put into indexes
   */
  CompletableFuture<ShadowBuild> start(BuildOrder order, boolean compared, LongAdder inserted) {
    return CompletableFuture.supplyAsync(
        () -> {
          LowPriority.enter();
          return compared
              ? ShadowBuild.compared(
                  order,
                  () -> build(order, inserted),
                  copy.recentQueries(),
                  services.settings().shadows().queries(),
                  cancelled)
              : ShadowBuild.plain(build(order, inserted));
        },
        services.builds());
  }

  private SealedSegment build(BuildOrder order, LongAdder inserted) {
    return BuildJob.run(
        order,
        copy.directory(),
        services.kernels(),
        services.buildMemory(),
        services.settings().builderThreads(),
        inserted::add,
        cancelled);
  }
}
