package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildOrder;
import io.dunlin.actors.copy.BuildReport;
import io.dunlin.actors.copy.BuildReport.Build;
import io.dunlin.actors.copy.BuildReport.Kind;
import io.dunlin.actors.copy.BuildReport.Outcome;
import io.dunlin.actors.copy.BuildReport.Running;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** A shard's last builds and the one that runs. Used on its owner's thread only. */
final class BuildDiary {
  private static final int KEPT = 16;

  private final Deque<Build> completed = new ArrayDeque<>();
  private Optional<Running> running = Optional.empty();

  /**
   * @param inserted counts rows while they are put into indexes
   */
  void began(BuildOrder order, LongAdder inserted) {
    running =
        Optional.of(
            new Running(
                new Build(
                    kind(order),
                    order.inputs(),
                    order.rows(),
                    0,
                    System.currentTimeMillis(),
                    Optional.empty(),
                    Outcome.RUNNING),
                inserted));
  }

  private static Kind kind(BuildOrder order) {
    if (!order.changed().isEmpty()) {
      return Kind.CONFIG_MISMATCH;
    }
    if (!order.parts().stream().allMatch(Part::sealed)) {
      return Kind.INDEXING;
    }
    return order.parts().size() == 1 ? Kind.VACUUM : Kind.MERGE;
  }

  void ended(Outcome how) {
    running.ifPresent(build -> {
      completed.addFirst(
          build.build().ended(how, build.inserted().sum(), System.currentTimeMillis()));
      if (completed.size() > KEPT) {
        completed.removeLast();
      }
    });
    running = Optional.empty();
  }

  /** Shows it beside the shard. */
  void show(ShardCopy copy, Map<String, BuildReport.Shadow> shadows) {
    copy.builds(new BuildReport(running, List.copyOf(completed), shadows));
  }
}
