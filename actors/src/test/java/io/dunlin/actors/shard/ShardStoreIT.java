package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.files.FileMetrics.Source;
import io.dunlin.actors.files.FilePins;
import io.dunlin.actors.files.FileProtocol;
import io.dunlin.actors.files.FileReceiver;
import io.dunlin.actors.files.FileServer;
import io.dunlin.actors.files.LogPins;
import io.dunlin.actors.files.Peers;
import io.dunlin.actors.files.SegmentFiles;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.CountingFileMetrics;
import io.dunlin.actors.fixture.StoreKind;
import io.dunlin.actors.fixture.TestFencing;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestArchive;
import io.dunlin.persistence.manifest.ManifestName;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.store.SegmentStore;
import io.dunlin.persistence.store.StoreCleaner;
import io.dunlin.persistence.store.StoredFile;
import io.dunlin.persistence.store.TokenBucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shard of a cluster, whose log and whose node's disk are trimmed and lost: what it holds is what
 * the segment store, or another node, gives back and what the log still has.
 */
class ShardStoreIT {
  @TempDir Path folder;

  private final CountingFileMetrics metrics = new CountingFileMetrics();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  void aLostDiskIsMadeAnewFromTheStoreAndTheRestOfTheLog(StoreKind kind) throws Exception {
    try (SegmentStore store = kind.open(folder.resolve("store"));
        ShardHarness harness = start(store, Peers.none())) {
      ShardOracle oracle = filled(harness, store);
      List<String> before = oracle.answers();

      harness.stop();
      wipe(disk(harness));
      harness.builds.shut();
      harness.start();
      harness.awaitOpen();

      assertThat(metrics.fetched(Source.STORE)).isPositive();
      oracle.compare();
      assertThat(oracle.answers()).hasSameSizeAs(before);
      harness.builds.open();
      goesOn(harness, oracle);
    }
  }

  @Test
  void filesOfAnotherNodeComeBeforeThoseOfTheStore() throws Exception {
    Path other = folder.resolve("other");
    FilePeer peer = new FilePeer(other);
    try (SegmentStore store = StoreKind.FOLDER.open(folder.resolve("store"));
        ShardHarness harness = start(store, peer)) {
      peer.start(harness);
      ShardOracle oracle = filled(harness, store);

      harness.stop();
      Files.createDirectories(other);
      Files.move(disk(harness), other.resolve(harness.shard.toString()));
      for (StoredFile file : store.list(harness.shard)) {
        if (file.name().endsWith(".seg")) {
          store.delete(harness.shard, file.name());
        }
      }
      harness.start();
      harness.awaitOpen();

      assertThat(metrics.fetched(Source.PEER)).isPositive();
      assertThat(metrics.fetched(Source.STORE)).isZero();
      assertThat(metrics.served).hasPositiveValue();
      oracle.compare();
      goesOn(harness, oracle);
    }
  }

  /** All started again, the store away, and the shard given to another node than before. */
  @Test
  void withTheStoreAwayTheNodeThatHadItGivesManifestAndFiles() throws Exception {
    Path other = folder.resolve("other");
    Path root = folder.resolve("store");
    FilePeer peer = new FilePeer(other);
    try (SegmentStore store = StoreKind.FOLDER.open(root);
        ShardHarness harness = start(store, peer)) {
      peer.start(harness);
      ShardOracle oracle = filled(harness, store);

      harness.stop();
      Files.createDirectories(other);
      Files.move(disk(harness), other.resolve(harness.shard.toString()));
      Path away = Files.move(root, folder.resolve("away"));
      harness.start();
      harness.awaitOpen();

      assertThat(metrics.fetched(Source.PEER)).isPositive();
      oracle.compare();
      oracle.write(ShardHarness.upsert(240, 300, 3));
      oracle.compare();

      Files.move(away, root);
      goesOn(harness, oracle);
      awaitStored(harness, store);
    }
  }

  @Test
  void aNodeThatDoesNotHaveTheFilesLeavesThemToTheStore() throws Exception {
    FilePeer peer = new FilePeer(folder.resolve("other"));
    try (SegmentStore store = StoreKind.FOLDER.open(folder.resolve("store"));
        ShardHarness harness = start(store, peer)) {
      peer.start(harness);
      ShardOracle oracle = filled(harness, store);
      harness.stop();
      wipe(disk(harness));
      harness.start();
      harness.awaitOpen();
      assertThat(metrics.fetched(Source.STORE)).isPositive();
      assertThat(metrics.failed(Source.PEER)).isZero();
      oracle.compare();
    }
  }

  @Test
  void withTheStoreAwayNothingIsTrimmedAndItsOwnFilesWillDo() throws Exception {
    Path root = folder.resolve("store");
    Path away = folder.resolve("away");
    try (SegmentStore store = StoreKind.FOLDER.open(root);
        ShardHarness harness = start(store, Peers.none())) {
      Files.move(root, away);
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      oracle.write(ShardHarness.upsert(0, 100, 0));
      assertThat(harness.optimize()).isTrue();
      oracle.write(ShardHarness.upsert(50, 150, 1));
      assertThat(harness.optimize()).isTrue();
      Await.until("storing was tried", () -> metrics.storeFailures.get() > 1);
      assertThat(trimmed(harness)).isZero();

      harness.stop();
      int failures = metrics.failed(Source.STORE);
      harness.start();
      harness.awaitOpen();
      assertThat(metrics.failed(Source.STORE)).isGreaterThan(failures);
      oracle.compare();
      oracle.write(ShardHarness.upsert(100, 200, 2));
      oracle.compare();
      assertThat(trimmed(harness)).isZero();

      Files.move(away, root);
      assertThat(harness.optimize()).isTrue();
      awaitStored(harness, store);
      oracle.write(ShardHarness.upsert(0, 20, 3));
      assertThat(harness.optimize()).isTrue();
      Await.until("the log is trimmed", () -> trimmed(harness) > 0);
      oracle.compare();
    }
  }

  @Test
  void theLogGoesNoFurtherThanAPin() throws Exception {
    try (SegmentStore store = StoreKind.FOLDER.open(folder.resolve("store"));
        ShardHarness harness = start(store, Peers.none())) {
      LogPins.Pin pin = harness.segmentFiles.logPins().pin(harness.shard, 2);
      ShardOracle oracle = filled(harness, store);
      assertThat(trimmed(harness)).isEqualTo(2);
      pin.close();
      oracle.write(ShardHarness.upsert(0, 50, 5));
      assertThat(harness.optimize()).isTrue();
      Await.until("the log is trimmed", () -> trimmed(harness) > 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vector:", "graph:"})
  void whatIsDamagedOnDiskIsFetchedAnewAndNotBuiltAnew(String section) throws Exception {
    try (SegmentStore store = StoreKind.FOLDER.open(folder.resolve("store"));
        ShardHarness harness = start(store, Peers.none())) {
      ShardOracle oracle = filled(harness, store);
      List<String> before = oracle.answers();
      harness.stop();
      Manifest newest = harness.manifests.load(harness.shard).getFirst();
      ShardRepairIT.flip(disk(harness).resolve(newest.segments().getLast().file()), section);
      harness.builds.shut();
      harness.start();
      harness.awaitOpen();
      assertThat(metrics.fetched(Source.STORE)).isOne();
      assertThat(harness.metrics.damaged).hasValue(1);
      assertThat(harness.damagedInUse()).isEmpty();
      oracle.compare();
      assertThat(oracle.answers()).isEqualTo(before);
      harness.builds.open();
    }
  }

  @Test
  void aDroppedShardLeavesTheStore() throws Exception {
    try (SegmentStore store = StoreKind.FOLDER.open(folder.resolve("store"));
        ShardHarness harness = start(store, Peers.none())) {
      filled(harness, store);
      harness.tell(new ShardProtocol.Drop());
      Await.until("nothing is stored", () -> names(store, harness.shard).isEmpty());
    }
  }

  // ---- steps ----

  private ShardHarness start(SegmentStore store, Peers peers) throws IOException {
    return new ShardHarness(
        Files.createDirectories(folder.resolve("disk")),
        ShardHarness.SMALL,
        new TestFencing(),
        (local, logs) ->
            new SegmentFiles(
                new SegmentFiles.Parts(
                    local,
                    Optional.of(
                        new ManifestArchive(
                            store,
                            new StoreCleaner(store, Duration.ofHours(1), InstantSource.system()),
                            local)),
                    peers,
                    new FilePins(),
                    Optional.of(logs),
                    metrics,
                    threads,
                    threads)));
  }

  /** Two manifests in the store, the log trimmed, and a tail of changes after that. */
  private static ShardOracle filled(ShardHarness harness, SegmentStore store) throws Exception {
    harness.awaitOpen();
    ShardOracle oracle = new ShardOracle(harness);
    for (int from = 0; from < 200; from += 50) {
      oracle.write(ShardHarness.upsert(from, from + 50, 0));
    }
    assertThat(harness.optimize()).isTrue();
    awaitStored(harness, store);
    oracle.write(new PointOperation.Delete(ShardHarness.ids(10, 20)));
    oracle.write(ShardHarness.upsert(190, 260, 1));
    assertThat(harness.optimize()).isTrue();
    awaitStored(harness, store);
    Await.until("the log is trimmed", () -> trimmed(harness) > 0);
    oracle.write(new PointOperation.Delete(ShardHarness.ids(200, 205)));
    oracle.write(ShardHarness.upsert(0, 5, 2));
    oracle.compare();
    return oracle;
  }

  private static void goesOn(ShardHarness harness, ShardOracle oracle) throws Exception {
    oracle.write(ShardHarness.upsert(240, 300, 3));
    assertThat(harness.optimize()).isTrue();
    oracle.compare();
    harness.stop();
    harness.start();
    harness.awaitOpen();
    oracle.compare();
  }

  private static void awaitStored(ShardHarness harness, SegmentStore store) throws Exception {
    harness.awaitGreen();
    Await.until(
        "the newest manifest is stored",
        () -> names(store, harness.shard).contains(newest(harness).toString()));
  }

  private static ManifestName newest(ShardHarness harness) {
    try {
      return ManifestName.of(harness.manifests.load(harness.shard).getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(SegmentStore store, ShardId shard) {
    try {
      return store.list(shard).stream().map(StoredFile::name).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Events that are gone from the log. */
  private static long trimmed(ShardHarness harness) {
    return harness.logs.highest(harness.shard.toString())
        - harness.logs.events(harness.shard.toString());
  }

  private static Path disk(ShardHarness harness) throws IOException {
    return harness.manifests.directory(harness.shard);
  }

  private static void wipe(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  /** A node that serves the files of a folder. */
  private final class FilePeer implements Peers {
    private final NodeId node = new NodeId(UUID.randomUUID());
    private final Path root;
    private Optional<FileReceiver> receiver = Optional.empty();
    private Optional<ActorRef<FileProtocol.ToServer>> server = Optional.empty();

    FilePeer(Path root) {
      this.root = root;
    }

    void start(ShardHarness harness) {
      receiver = Optional.of(FileReceiver.start(harness.kit.system()));
      server =
          Optional.of(
              FileServer.start(
                  harness.kit.system(),
                  new FileServer.Parts(
                      new ManifestStore(root),
                      new FilePins(),
                      TokenBucket.unlimited(),
                      metrics,
                      DispatcherSelector.fromConfig(
                          "pekko.actor.default-blocking-io-dispatcher"))));
    }

    @Override
    public List<NodeId> of(ShardId shard) {
      return receiver.isPresent() ? List.of(node) : List.of();
    }

    @Override
    public long fetch(NodeId from, ShardId shard, String file, Path directory) throws IOException {
      return receiver.orElseThrow().fetch(server.orElseThrow(), shard, file, directory);
    }

    @Override
    public Manifest newestManifest(NodeId from, ShardId shard, Path directory) throws IOException {
      return receiver.orElseThrow().fetchManifest(server.orElseThrow(), shard, directory);
    }
  }
}
