package io.dunlin.cluster;

import io.dunlin.actors.catalog.KamonTransferMetrics;
import io.dunlin.actors.files.KamonFileMetrics;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.query.KamonCursorMetrics;
import io.dunlin.actors.shard.KamonShardMetrics;
import io.dunlin.cluster.boot.ClusterBoot;
import io.dunlin.cluster.boot.LogbackLevels;
import io.dunlin.cluster.boot.Management;
import io.dunlin.cluster.boot.OrderedStop;
import io.dunlin.cluster.boot.Readiness;
import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.settings.FileSettings;
import io.dunlin.cluster.settings.RerankSettings;
import io.dunlin.cluster.storage.Storage;
import io.dunlin.http.ApiServer;
import io.dunlin.http.rerank.HttpReranker;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.store.SegmentStores;
import io.dunlin.sharding.DunlinNode;
import io.dunlin.sharding.NodeParts;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.answer.KamonCacheMetrics;
import io.dunlin.sharding.files.NodeFiles;
import io.dunlin.sharding.rerank.KamonRerankMetrics;
import io.dunlin.sharding.rerank.Reranker;
import io.dunlin.sharding.rerank.Rerankers;
import java.time.Duration;
import java.util.Locale;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.SelfUp;
import org.jspecify.annotations.Nullable;

/**
 * The root of the actor system. Starts the parts in the direction data flows, each when those
 * before it are there: the management port, membership beside the journal, shards, ports; and tells
 * when every shard can be read.
 */
final class Guardian {
  /** What the guardian is told; all by itself and the cluster. */
  sealed interface Message
      permits Managed, Joined, Opened, Serving, Restored, Failed, LookAgain, OutOfPatience {}

  /** The management port is bound, if there is to be one. */
  record Managed() implements Message {}

  /** The node is up in its cluster. */
  record Joined() implements Message {}

  /** The journal is open. */
  record Opened(Storage storage) implements Message {}

  /** The ports are bound. */
  record Serving(DunlinNode node, ApiServer server) implements Message {}

  /** What the node was to start from is there. */
  record Restored(ApiServer server) implements Message {}

  /** A part did not start. */
  record Failed(Throwable cause) implements Message {}

  /** Time to see whether the shards are ready. */
  record LookAgain(DunlinNode node, ApiServer server) implements Message {}

  /** A shard takes so long that the others should not be kept from being used. */
  record OutOfPatience(DunlinNode node, ApiServer server) implements Message {}

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);
  private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

  private final ActorContext<Message> context;
  private final TimerScheduler<Message> timers;
  private final DunlinSettings settings;
  private final NodeId node;
  private final Readiness readiness;
  private final CompletableFuture<ApiServer> started;
  private final PinnedBudget pinned;
  private boolean joined;
  private @Nullable Storage opened;

  private Guardian(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      DunlinSettings settings,
      NodeId node,
      Readiness readiness,
      CompletableFuture<ApiServer> started) {
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.node = node;
    this.readiness = readiness;
    this.started = started;
    this.pinned = new PinnedBudget(settings.pinnedBytes());
  }

  /**
   * @param readiness told when the node serves
   * @param started completed when the node serves, or with what kept it from doing so
   */
  static Behavior<Message> create(
      DunlinSettings settings,
      NodeId node,
      Readiness readiness,
      CompletableFuture<ApiServer> started) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          context.pipeToSelf(
              Management.start(context.getSystem(), settings.management()),
              (done, failure) -> failure == null ? new Managed() : new Failed(failure));
          Guardian guardian = new Guardian(context, timers, settings, node, readiness, started);
          return Behaviors.receiveMessage(guardian::onMessage);
        }));
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Managed() -> onManaged();
      case Joined() -> {
        joined = true;
        startIfComplete();
      }
      case Opened(Storage storage) -> {
        opened = storage;
        startIfComplete();
      }
      case Serving(DunlinNode node, ApiServer server) -> onServing(node, server);
      case LookAgain(DunlinNode node, ApiServer server) -> {
        if (node.ready()) {
          restore(node, server);
        }
      }
      case Restored(ApiServer server) -> serve(server);
      case OutOfPatience(DunlinNode node, ApiServer server) -> {
        context.getLog().warn("Not all shards are ready yet; serving those that are");
        restore(node, server);
      }
      case Failed(Throwable cause) -> started.completeExceptionally(cause);
    }
    return Behaviors.same();
  }

  /** Each takes seconds, and neither needs the other. */
  private void onManaged() {
    ClusterBoot.join(
        context.getSystem(),
        settings.cluster(),
        context.messageAdapter(SelfUp.class, up -> new Joined()));
    context.pipeToSelf(
        Storage.open(context.getSystem(), settings, node),
        (storage, failure) -> failure == null ? new Opened(storage) : new Failed(failure));
  }

  private void startIfComplete() {
    Storage storage = opened;
    if (joined && storage != null) {
      start(storage);
    }
  }

  private void start(Storage storage) {
    ActorSystem<Void> system = context.getSystem();
    try {
      DunlinNode node = startShards(system, storage);
      CompletionStage<ApiServer> server =
          ApiServer.bind(
              system, settings.api(), node.collections(), pinned, LogbackLevels.ofProcess());
      context.pipeToSelf(
          server,
          (bound, failure) -> failure == null ? new Serving(node, bound) : new Failed(failure));
    } catch (RuntimeException e) {
      context.getSelf().tell(new Failed(e));
    }
  }

  private DunlinNode startShards(ActorSystem<Void> system, Storage storage) {
    return DunlinNode.start(
        system,
        new NodeParts(
            settings.dataDirectory().resolve("segments"),
            settings.snapshots(),
            files(settings.files()),
            settings.shards(),
            Kernels.choose(settings.kernels().name().toLowerCase(Locale.ROOT)),
            pinned,
            PlannerLimits.DEFAULT
                .withPatience(settings.cluster().nodePatience())
                .withCopiesPerNode(settings.cluster().shardsPerNode()),
            storage.fencing(),
            storage.trimmer(),
            new KamonShardMetrics(),
            new KamonTransferMetrics(),
            new AnswerSettings(settings.resultCache(), new KamonCacheMetrics()),
            settings.cursors(),
            new KamonCursorMetrics(),
            rerankers(settings.rerank())));
  }

  /** Those that are configured, and those of jars on the class path. */
  private static Rerankers rerankers(RerankSettings settings) {
    try {
      return new Rerankers(
          Stream.concat(
                  settings.services().stream().map(HttpReranker::new),
                  ServiceLoader.load(Reranker.class).stream().map(ServiceLoader.Provider::get))
              .toList(),
          settings.mostCalls(),
          new KamonRerankMetrics());
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a reranker on the class path cannot be used", e);
    }
  }

  private static NodeFiles files(FileSettings files) {
    return new NodeFiles(
        SegmentStores.open(files.store(), files.rates()),
        files.grace(),
        files.peerRate(),
        new KamonFileMetrics());
  }

  private void onServing(DunlinNode node, ApiServer server) {
    OrderedStop.closeFirst(context.getSystem(), server);
    timers.startTimerWithFixedDelay(new LookAgain(node, server), Duration.ZERO, LOOK_INTERVAL);
    timers.startSingleTimer(new OutOfPatience(node, server), READY_PATIENCE);
  }

  /** What is to be there from the start is, whether or not all shards were ready in time. */
  private void restore(DunlinNode node, ApiServer server) {
    timers.cancelAll();
    CompletionStage<Boolean> done = CompletableFuture.completedStage(true);
    for (DunlinSettings.SnapshotToRestore each : settings.restore()) {
      done =
          done.thenCompose(_ ->
              node.collections().snapshots().orElseThrow().restore(each.file(), each.collection()));
    }
    context.pipeToSelf(
        done, (_, failure) -> failure == null ? new Restored(server) : new Failed(failure));
  }

  private void serve(ApiServer server) {
    readiness.begin(context.getSystem());
    started.complete(server);
  }
}
