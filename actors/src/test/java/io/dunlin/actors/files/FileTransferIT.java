package io.dunlin.actors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.CountingFileMetrics;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.file.SectionFileWriter;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.store.TokenBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go from one system to another over TCP. */
class FileTransferIT {
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko {
                loglevel = WARNING
                log-dead-letters = off
                actor {
                  provider = cluster
                  allow-java-serialization = off
                }
                remote.artery {
                  transport = tcp
                  canonical { hostname = "127.0.0.1", port = 0 }
                  large-message-destinations = ["%s"]
                }
                cluster.jmx.multi-mbeans-in-same-jvm = on
              }
              """
                  .formatted(FileReceiver.PATH))
          .withFallback(ConfigFactory.load());

  private static final ActorTestKit HERE = ActorTestKit.create("here", CONFIG);
  private static final ActorTestKit THERE = ActorTestKit.create("there", CONFIG);
  private static final CountingFileMetrics METRICS = new CountingFileMetrics();
  private static final FilePins PINS = new FilePins();
  private static final FileReceiver RECEIVER = FileReceiver.start(HERE.system());

  @TempDir static Path folder;
  private static ManifestStore disk = new ManifestStore(Path.of(""));
  private static ActorRef<FileProtocol.ToServer> server = HERE.system().ignoreRef();

  private final ShardId shard = new ShardId(UUID.randomUUID());
  private Path target = folder;

  @BeforeAll
  static void start() {
    disk = new ManifestStore(folder.resolve("there"));
    FileServer.start(
        THERE.system(),
        new FileServer.Parts(
            disk,
            PINS,
            TokenBucket.of(64 << 20),
            METRICS,
            DispatcherSelector.fromConfig("pekko.actor.default-blocking-io-dispatcher")));
    server =
        ActorRefResolver.get(HERE.system())
            .resolveActorRef(Cluster.get(THERE.system()).selfMember().address() + FileServer.PATH);
  }

  @AfterAll
  static void stop() {
    HERE.shutdownTestKit();
    THERE.shutdownTestKit();
  }

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectories(folder.resolve("here").resolve(shard.toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 256 << 10, 5 << 20})
  void arrivesAsItIs(int bytes) throws Exception {
    Path file = segment(bytes);
    String name = file.getFileName().toString();

    assertThat(RECEIVER.fetch(server, shard, name, target)).isEqualTo(Files.size(file));

    assertThat(target.resolve(name)).hasSameBinaryContentAs(file);
    assertThat(names()).containsExactly(name);
    Await.until("nothing is held", () -> PINS.held(shard).isEmpty());
  }

  @Test
  void moreThanAreSentAtATimeAllArrive() throws Exception {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      files.add(segment((1 << 20) + i));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(files.size())) {
      List<Future<Long>> transfers =
          files.stream()
              .map(file ->
                  threads.submit(
                      () -> RECEIVER.fetch(server, shard, file.getFileName().toString(), target)))
              .toList();
      for (Future<Long> transfer : transfers) {
        assertThat(transfer.get()).isGreaterThan(1 << 20);
      }
    }
    for (Path file : files) {
      assertThat(target.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void whatIsDamagedThereIsNotTaken() throws Exception {
    Path file = segment(1 << 20);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> RECEIVER.fetch(server, shard, file.getFileName().toString(), target))
        .isInstanceOf(CorruptFileException.class);
    assertThat(names()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gone.seg", "../secret.seg", "a/b.seg", "0.manifest", ""})
  void whatIsNoSealedFileThereIsMissing(String name) throws Exception {
    Path secret = disk.directory(shard).resolveSibling("secret.seg");
    Files.writeString(secret, "not a shard's");
    Files.writeString(disk.directory(shard).resolve("0.manifest"), "not sealed");

    assertThatThrownBy(() -> RECEIVER.fetch(server, shard, name, target))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(names()).isEmpty();
  }

  @Test
  void theNewestManifestIsAskedForWithoutItsName() throws Exception {
    assertThatThrownBy(() -> RECEIVER.fetchManifest(server, shard, target))
        .isInstanceOf(NoSuchFileException.class);
    Manifest newest = manifest(12);
    disk.write(newest);
    disk.write(manifest(7));

    assertThat(RECEIVER.fetchManifest(server, shard, target)).isEqualTo(newest);

    Files.writeString(disk.newest(shard).orElseThrow(), "half of it");
    assertThatThrownBy(() -> RECEIVER.fetchManifest(server, shard, target))
        .isInstanceOf(CorruptFileException.class);
    assertThat(names()).isEmpty();
  }

  private Manifest manifest(long position) {
    return new Manifest(shard, new LogPoint(position, 1, 0), 0, List.of());
  }

  /** A file with a section of random bytes in the shard's folder over there. */
  private Path segment(int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    try (SectionFileWriter writer =
        SectionFileWriter.createNamedByContent(disk.directory(shard), ".seg")) {
      writer.begin("rows", 1);
      writer.write(content);
      return writer.finish();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
