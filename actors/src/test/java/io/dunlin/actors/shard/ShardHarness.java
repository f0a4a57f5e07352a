package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildMemory;
import io.dunlin.actors.catalog.CatalogCopies;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.copy.CopyHolders;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.files.SegmentFiles;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.CountingMetrics;
import io.dunlin.actors.fixture.Gate;
import io.dunlin.actors.fixture.MemoryLogs;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.actors.query.Deadline;
import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * One shard's owner with all that it needs, but no cluster: its journal fails and its builds wait
 * on demand.
 */
final class ShardHarness implements AutoCloseable {
  static final int DIMENSION = 8;
  // A freeze every few dozen points.
  static final ShardSettings SMALL =
      new ShardSettings(4 << 10, 1 << 10, 32 << 20, 500_000, 256 << 20, 1);
  static final Kernels KERNELS = Kernels.choose("auto");

  final ActorTestKit kit = TestSystem.start();
  final MemoryLogs logs = MemoryLogs.get(kit.system());
  final PinnedBudget pinned = new PinnedBudget(16 << 10);
  final CountingMetrics metrics = new CountingMetrics();
  final CollectionInfo collection = collection();
  final ShardId shard = collection.shards().getFirst();
  final CatalogCopy catalog = CatalogCopies.of(collection);
  final CopyRegistry copies = new CopyRegistry();
  final ManifestStore manifests;
  final SegmentFiles segmentFiles;
  final Gate builds;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final ShardServices services;
  private ActorRef<ShardProtocol.Command> entity;

  /** Starts the shard. */
  ShardHarness(Path folder, ShardSettings settings) {
    this(folder, settings, Fencing.alone());
  }

  ShardHarness(Path folder, ShardSettings settings, Fencing fencing) {
    this(folder, settings, fencing, (local, _) -> SegmentFiles.onDisk(local));
  }

  /**
   * @param files made of the disk's manifests and the log's trimmer
   */
  ShardHarness(
      Path folder,
      ShardSettings settings,
      Fencing fencing,
      BiFunction<ManifestStore, LogTrimmer, SegmentFiles> files) {
    manifests = new ManifestStore(folder);
    segmentFiles = files.apply(manifests, logs);
    builds = new Gate(threads);
    services =
        new ShardServices(
            settings,
            KERNELS,
            pinned,
            new BuildMemory(pinned),
            catalog,
            copies,
            manifests,
            segmentFiles,
            fencing,
            logs,
            metrics,
            threads,
            threads,
            builds);
    entity = kit.spawn(ShardEntity.create(shard, services, CopyHolders.NONE));
  }

  // ---- the shard's life ----

  void awaitOpen() throws InterruptedException {
    Await.until("the shard is open", this::isOpen);
  }

  boolean isOpen() {
    return copies.find(shard).isPresent();
  }

  /** Stops the shard and forgets what its node knows of it. */
  void stop() {
    kit.stop(entity, Await.PATIENCE);
    copies.closeAll();
  }

  /** It has ended by itself. */
  void awaitStopped() {
    kit.createTestProbe().expectTerminated(entity, Await.PATIENCE);
    copies.closeAll();
  }

  void start() {
    entity = kit.spawn(ShardEntity.create(shard, services, CopyHolders.NONE));
  }

  void tell(ShardProtocol.Command command) {
    entity.tell(command);
  }

  ActorRef<ShardProtocol.Command> entity() {
    return entity;
  }

  /** Nothing waits for a graph and nothing is being built. */
  void awaitGreen() throws InterruptedException {
    Await.until(
        "nothing waits for its index", () -> copy().backlog().rows() == 0 && !copy().building());
  }

  ShardCopy copy() {
    return copies.find(shard).orElseThrow();
  }

  // ---- writes ----

  CompletionStage<Long> write(PointOperation operation) {
    return write(operation, 100, Deadline.in(Await.PATIENCE));
  }

  CompletionStage<Long> write(PointOperation operation, long bytes, Deadline deadline) {
    return AskPattern.<ShardProtocol.Command, ShardProtocol.Written>askWithStatus(
            entity,
            replyTo -> new ShardProtocol.Write(operation, bytes, deadline, true, replyTo),
            Await.PATIENCE,
            kit.scheduler())
        .thenApply(ShardProtocol.Written::position);
  }

  boolean optimize() {
    return get(
        AskPattern.<ShardProtocol.Command, Boolean>askWithStatus(
            entity, ShardProtocol.Optimize::new, Await.PATIENCE, kit.scheduler()));
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Why the stage failed. */
  static DunlinFailure refusal(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().join();
      throw new AssertionError("not refused but answered: " + value);
    } catch (CompletionException e) {
      if (e.getCause() instanceof DunlinException refused) {
        return refused.failure();
      }
      throw e;
    }
  }

  // ---- points ----

  /** Points of these numbers; {@code round} makes other vectors and payloads of them. */
  static PointOperation.Upsert upsert(long from, long to, long round) {
    return new PointOperation.Upsert(
        LongStream.range(from, to)
            .mapToObj(id ->
                new PointOperation.PointInput(
                    PointId.of(id),
                    Map.of("", VectorValue.of(vector(id + 1_000_000 * round))),
                    new Payload(Map.of("round", round))))
            .toList());
  }

  static PointOperation.ByIds ids(long from, long to) {
    return new PointOperation.ByIds(LongStream.range(from, to).mapToObj(PointId::of).toList());
  }

  static float[] vector(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  // ---- files ----

  List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(manifests.directory(shard))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Sections that are damaged in the segments that reads use now. */
  List<String> damagedInUse() {
    List<String> damaged = new ArrayList<>();
    ShardView view = copy().acquire();
    try {
      for (Part part : view.parts()) {
        if (part.slice().segment() instanceof SealedSegment sealed) {
          damaged.addAll(sealed.damaged());
        }
      }
    } finally {
      view.release();
    }
    return damaged;
  }

  long sealedInUse() {
    ShardView view = copy().acquire();
    try {
      return view.parts().stream().filter(Part::sealed).count();
    } finally {
      view.release();
    }
  }

  @Override
  public void close() {
    builds.open();
    logs.release();
    segmentFiles.close();
    kit.shutdownTestKit();
    threads.shutdownNow();
    copies.closeAll();
  }

  static CollectionInfo collection() {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(DIMENSION, Metric.EUCLID, HnswSettings.NONE, Optional.empty()));
    HnswSettings graphsFromTheStart =
        new HnswSettings(
            Optional.of(8),
            Optional.of(64),
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new CollectionInfo(
        "birds",
        UUID.randomUUID(),
        new CollectionConfig(
            vectors, 1, 1, 1, true, graphsFromTheStart, OptimizerSettings.NONE, Payload.EMPTY),
        List.of(new ShardId(UUID.randomUUID())));
  }
}
