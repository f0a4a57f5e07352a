package io.dunlin.actors.shard;

import com.typesafe.config.Config;
import io.dunlin.actors.build.BuildMemory;
import io.dunlin.actors.catalog.CatalogCopies;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.files.FileMetrics;
import io.dunlin.actors.files.FilePins;
import io.dunlin.actors.files.Peers;
import io.dunlin.actors.files.SegmentFiles;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.CountingMetrics;
import io.dunlin.actors.fixture.MemoryLogs;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.actors.follow.CopyManager;
import io.dunlin.actors.follow.Primaries;
import io.dunlin.actors.query.Deadline;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * A node that holds a copy of the one shard of a collection: with an actor system, files and a copy
 * registry of its own; journal, fence and catalog are those of all.
 */
final class TestNode implements AutoCloseable {
  final NodeId id = new NodeId(UUID.randomUUID());
  final ActorTestKit kit;
  final CopyRegistry copies = new CopyRegistry();
  final MemoryLogs logs;
  final ManifestStore manifests;
  final CountingMetrics metrics = new CountingMetrics();

  /** Sealed files that came from other nodes. */
  final AtomicInteger fetched = new AtomicInteger();

  private final ShardId shard;
  private final ShardServices services;
  private final CatalogCopy catalog;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final ActorRef<CopyManager.Command> manager;
  private @Nullable ActorRef<ShardProtocol.Command> entity;

  TestNode(
      Path folder,
      String journal,
      CollectionInfo collection,
      Fencing fencing,
      Primaries primaries,
      ShardSettings settings,
      Supplier<List<TestNode>> nodes) {
    kit = TestSystem.start(journal);
    logs = MemoryLogs.get(kit.system());
    shard = collection.shards().getFirst();
    catalog = CatalogCopies.of(collection);
    manifests = new ManifestStore(folder.resolve(id.toString()));
    PinnedBudget pinned = new PinnedBudget(16 << 10);
    services =
        new ShardServices(
            settings,
            ShardHarness.KERNELS,
            pinned,
            new BuildMemory(pinned),
            catalog,
            copies,
            manifests,
            new SegmentFiles(
                new SegmentFiles.Parts(
                    manifests,
                    Optional.empty(),
                    new Neighbours(nodes),
                    new FilePins(),
                    Optional.empty(),
                    FileMetrics.none(),
                    threads,
                    threads)),
            fencing,
            logs,
            metrics,
            threads,
            threads,
            threads);
    manager =
        kit.spawn(
            CopyManager.create(services, id, primaries, DispatcherSelector.defaultDispatcher()));
  }

  /** The other nodes' files, over no network. */
  private final class Neighbours implements Peers {
    private final Supplier<List<TestNode>> nodes;

    Neighbours(Supplier<List<TestNode>> nodes) {
      this.nodes = nodes;
    }

    @Override
    public List<NodeId> of(ShardId asked) {
      return nodes.get().stream().map(node -> node.id).filter(node -> !node.equals(id)).toList();
    }

    private TestNode find(NodeId node) {
      return nodes.get().stream().filter(each -> each.id.equals(node)).findFirst().orElseThrow();
    }

    @Override
    public Manifest newestManifest(NodeId node, ShardId asked, Path directory) throws IOException {
      return ManifestStore.read(asked, find(node).manifests.newest(asked).orElseThrow());
    }

    @Override
    public long fetch(NodeId node, ShardId asked, String file, Path directory) throws IOException {
      Path there =
          find(node).manifests.find(asked, file).orElseThrow(() -> new NoSuchFileException(file));
      Files.createDirectories(directory);
      Path here = Files.copy(there, directory.resolve(file + ".coming"));
      Files.move(here, directory.resolve(file));
      fetched.incrementAndGet();
      return Files.size(directory.resolve(file));
    }
  }

  /** What the catalog says from now on. */
  void placed(Placement placement) {
    CatalogCopies.place(catalog, shard, placement);
    manager.tell(new CopyManager.Placed(catalog.state()));
  }

  /** The shard is written here from now on. */
  ActorRef<ShardProtocol.Command> lead() {
    ActorRef<ShardProtocol.Command> started =
        kit.spawn(
            ShardEntity.create(shard, services, CopyManager.holders(manager, kit.scheduler())));
    entity = started;
    return started;
  }

  void stopLeading() {
    ActorRef<ShardProtocol.Command> running = entity;
    if (running != null) {
      entity = null;
      kit.stop(running, Await.PATIENCE);
    }
  }

  CompletionStage<Long> write(PointOperation operation) {
    ActorRef<ShardProtocol.Command> running = entity;
    if (running == null) {
      throw new IllegalStateException("the shard is not written here");
    }
    return AskPattern.<ShardProtocol.Command, ShardProtocol.Written>askWithStatus(
            running,
            replyTo ->
                new ShardProtocol.Write(operation, 100, Deadline.in(Await.PATIENCE), true, replyTo),
            Await.PATIENCE,
            kit.scheduler())
        .thenApply(ShardProtocol.Written::position);
  }

  CompletionStage<ShardProtocol.Written> changeVectors(VectorColumns vectors) {
    ActorRef<ShardProtocol.Command> running = entity;
    if (running == null) {
      throw new IllegalStateException("the shard is not written here");
    }
    return AskPattern.<ShardProtocol.Command, ShardProtocol.Written>askWithStatus(
        running,
        replyTo -> new ShardProtocol.ChangeVectors(vectors, Deadline.in(Await.PATIENCE), replyTo),
        Await.PATIENCE,
        kit.scheduler());
  }

  Optional<ShardCopy> copy() {
    return copies.find(shard);
  }

  /** Whether its copy answers as the writer would. */
  boolean isFresh() {
    return copy().filter(copy -> copy.standing().staleNanos() == 0).isPresent();
  }

  /** None of its actors runs until it goes on: every thread they may have is taken. */
  CountDownLatch stuck() throws InterruptedException {
    CountDownLatch goesOn = new CountDownLatch(1);
    CountDownLatch taken = new CountDownLatch(threadsOfActors());
    while (taken.getCount() > 0) {
      kit.system()
          .executionContext()
          .execute(() -> {
            taken.countDown();
            try {
              goesOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      boolean _ = taken.await(10, TimeUnit.MILLISECONDS);
    }
    return goesOn;
  }

  private int threadsOfActors() {
    Config pool =
        kit.system()
            .settings()
            .config()
            .getConfig("pekko.actor.default-dispatcher.fork-join-executor");
    double wanted =
        Runtime.getRuntime().availableProcessors() * pool.getDouble("parallelism-factor");
    return Math.clamp(
        (long) Math.ceil(wanted), pool.getInt("parallelism-min"), pool.getInt("parallelism-max"));
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
    threads.shutdownNow();
    copies.closeAll();
  }
}
