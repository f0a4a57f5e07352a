package io.dunlin.bench.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.actors.catalog.TransferMetrics;
import io.dunlin.actors.placement.NodeRoles;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.shard.ShardMetrics;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.journal.RocksLogTrimmer;
import io.dunlin.persistence.journal.RocksStore;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.DunlinNode;
import io.dunlin.sharding.NodeParts;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.files.NodeFiles;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.snapshot.SnapshotSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A node of one in this process, on the embedded journal: all that is below the API. */
public final class InProcessNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ActorSystem<Void> system;
  private final DunlinNode node;

  private InProcessNode(ActorSystem<Void> system, DunlinNode node) {
    this.system = system;
    this.node = node;
  }

  /** Returns when it can be used. */
  public static InProcessNode start(Path folder) throws IOException, InterruptedException {
    return start(folder, AnswerSettings.WITHOUT_CACHE);
  }

  /** One that keeps answers, if it is to. */
  static InProcessNode start(Path folder, AnswerSettings answers)
      throws IOException, InterruptedException {
    NodeId id = new NodeId(UUID.randomUUID());
    Config config =
        ConfigFactory.parseString(
                """
                dunlin.journal.rocksdb.dir = "%s"
                pekko {
                  actor.provider = cluster
                  actor.allow-java-serialization = off
                  actor.serialization-bindings {
                    "org.apache.pekko.pattern.StatusReply" = dunlin-messages
                  }
                  actor.default-dispatcher.fork-join-executor {
                    parallelism-min = 2
                    parallelism-factor = 1.0
                  }
                  remote.artery.transport = tcp
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  cluster.roles = [%s]
                  cluster.jmx.enabled = off
                  cluster.sharding.retry-interval = 100ms
                  cluster.sharding.passivation.strategy = none
                  coordinated-shutdown.exit-jvm = off
                  persistence.journal.plugin = "dunlin.journal.rocksdb"
                  persistence.snapshot-store.plugin = "dunlin.snapshot-store.manifests"
                  loglevel = WARNING
                  log-dead-letters = off
                }
                """
                    .formatted(
                        folder.resolve("journal"),
                        String.join(",", Members.roles(id, "", NodeRoles.EVERYTHING))))
            .withFallback(ConfigFactory.load());
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "dunlin", config);
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    DunlinNode node =
        DunlinNode.start(
            system,
            new NodeParts(
                folder.resolve("segments"),
                SnapshotSettings.in(folder.resolve("snapshots")),
                NodeFiles.withoutStore(),
                ShardSettings.defaults(),
                Kernels.choose("auto"),
                new PinnedBudget(1L << 30),
                PlannerLimits.DEFAULT,
                Fencing.alone(),
                new RocksLogTrimmer(RocksStore.get(system)),
                ShardMetrics.none(),
                TransferMetrics.none(),
                answers));
    InProcessNode started = new InProcessNode(system, node);
    BenchCluster.await(node::ready, "the node is not ready");
    return started;
  }

  public Collections collections() {
    return node.collections();
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.unknownReason())
        .toCompletableFuture()
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
