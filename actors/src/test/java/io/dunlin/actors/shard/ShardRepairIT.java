package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.MappedFiles;
import io.dunlin.index.file.SectionFile;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files are damaged while a shard is stopped: it answers as before at once, and repairs them behind
 * that.
 */
class ShardRepairIT {
  @TempDir Path folder;

  enum Section {
    META("meta"),
    NUMBERS("ids.number"),
    VERSIONS("versions"),
    PAYLOAD_OFFSETS("payload.offsets"),
    PAYLOAD("payload"),
    VECTORS("vector:");

    final String name;

    Section(String name) {
      this.name = name;
    }
  }

  @Test
  void scansWhereTheGraphIsDamagedUntilItIsMadeAgain() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      List<String> before = oracle.answers();
      harness.stop();
      flip(newestSegment(harness), "graph:");
      harness.builds.shut();
      harness.start();
      harness.awaitOpen();
      assertThat(harness.metrics.damaged).hasValue(1);
      assertThat(harness.damagedInUse()).containsExactly("graph:");
      assertThat(oracle.answers()).isEqualTo(before);
      oracle.compare();
      awaitRepair(harness);
      assertThat(oracle.answers()).isEqualTo(before);
      oracle.compare();
      assertSoundAfterRestart(harness, oracle, before);
    }
  }

  @ParameterizedTest
  @EnumSource
  void replaysTheLogWhereRowsAreDamaged(Section section) throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      List<String> before = oracle.answers();
      harness.stop();
      Path damaged = newestSegment(harness);
      flip(damaged, section.name);
      harness.builds.shut();
      harness.start();
      harness.awaitOpen();
      assertThat(harness.metrics.damaged.get()).isPositive();
      assertThat(damaged.resolveSibling(damaged.getFileName() + ".damaged")).exists();
      oracle.compare();
      assertThat(oracle.answers()).isEqualTo(before);
      awaitRepair(harness);
      oracle.compare();
      assertThat(oracle.answers()).isEqualTo(before);
      assertSoundAfterRestart(harness, oracle, before);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void makesLostFilesAgain(boolean all) throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      List<String> before = oracle.answers();
      harness.stop();
      for (Path file : all ? harness.files(".seg") : List.of(newestSegment(harness))) {
        Files.delete(file);
      }
      harness.builds.shut();
      harness.start();
      harness.awaitOpen();
      assertThat(harness.metrics.damaged.get()).isPositive();
      oracle.compare();
      assertThat(oracle.answers()).isEqualTo(before);
      awaitRepair(harness);
      oracle.compare();
      assertSoundAfterRestart(harness, oracle, before);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answersFromOlderManifestsOrTheLogAlone(boolean all) throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      List<String> before = oracle.answers();
      harness.stop();
      List<Path> manifests = harness.files(".manifest");
      assertThat(manifests).hasSize(2);
      for (Path manifest : all ? manifests : List.of(manifests.getLast())) {
        flip(manifest, Files.size(manifest) / 2);
      }
      harness.start();
      harness.awaitOpen();
      oracle.compare();
      harness.awaitGreen();
      oracle.compare();
      assertThat(harness.files(".damaged")).isNotEmpty();
      assertSoundAfterRestart(harness, oracle, before);
    }
  }

  @Test
  void countsFilesThatAReplayFindsDamagedButNotThoseThatAreGoneForGood() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      ShardOracle oracle = filled(harness);
      harness.stop();
      for (Path manifest : harness.files(".manifest")) {
        Files.delete(manifest);
      }
      harness.start();
      harness.awaitOpen();
      // The replay met merges whose outputs were merged on and deleted.
      assertThat(harness.metrics.damaged).hasValue(0);
      oracle.compare();
      harness.awaitGreen();
      assertThat(harness.optimize()).isTrue();
      harness.stop();
      for (Path manifest : harness.files(".manifest")) {
        Files.delete(manifest);
      }
      flip(newestWritten(harness), "vector:");
      harness.start();
      harness.awaitOpen();
      assertThat(harness.metrics.damaged.get()).isPositive();
      oracle.compare();
      harness.awaitGreen();
      oracle.compare();
    }
  }

  // ---- steps ----

  /** Several seals and merges, two manifests, and a tail of every kind of change. */
  private static ShardOracle filled(ShardHarness harness) throws Exception {
    harness.awaitOpen();
    ShardOracle oracle = new ShardOracle(harness);
    for (int from = 0; from < 400; from += 40) {
      oracle.write(ShardHarness.upsert(from, from + 40, 0));
    }
    oracle.write(new PointOperation.Delete(ShardHarness.ids(100, 120)));
    assertThat(harness.optimize()).isTrue();
    harness.awaitGreen();
    oracle.write(ShardHarness.upsert(380, 500, 1));
    oracle.write(
        new PointOperation.SetPayload(
            ShardHarness.ids(0, 10), new Payload(Map.of("colour", "red")), Optional.empty()));
    assertThat(harness.optimize()).isTrue();
    harness.awaitGreen();
    oracle.write(new PointOperation.Delete(ShardHarness.ids(200, 230)));
    oracle.write(new PointOperation.ClearPayload(ShardHarness.ids(5, 15)));
    oracle.write(ShardHarness.upsert(490, 495, 2));
    oracle.compare();
    return oracle;
  }

  private static void awaitRepair(ShardHarness harness) throws Exception {
    int builds = harness.metrics.builds.get();
    harness.builds.open();
    Await.until("a file was made again", () -> harness.metrics.builds.get() > builds);
    Await.until("no damaged file is in use", () -> harness.damagedInUse().isEmpty());
    harness.awaitGreen();
    for (Path file : harness.files(".seg")) {
      SealedSegment segment = SealedSegment.open(file, ShardHarness.KERNELS);
      assertThat(segment.damaged()).isEmpty();
      segment.release();
    }
  }

  private void assertSoundAfterRestart(
      ShardHarness harness, ShardOracle oracle, List<String> before) throws Exception {
    int damaged = harness.metrics.damaged.get();
    harness.stop();
    // What still runs for the shard, such as the keeping of a manifest, holds its view to the end.
    Await.until("nothing is mapped", () -> MappedFiles.below(folder).isEmpty());
    harness.start();
    harness.awaitOpen();
    oracle.compare();
    harness.awaitGreen();
    assertThat(oracle.answers()).isEqualTo(before);
    assertThat(harness.metrics.damaged).hasValue(damaged);
  }

  private static Path newestSegment(ShardHarness harness) throws IOException {
    Manifest newest = harness.manifests.load(harness.shard).getFirst();
    return harness.manifests.directory(harness.shard).resolve(newest.segments().getLast().file());
  }

  /** The file that the log's last merge made. */
  private static Path newestWritten(ShardHarness harness) throws IOException {
    List<Path> files = harness.files(".seg");
    Path newest = files.getFirst();
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(newest)) > 0) {
        newest = file;
      }
    }
    return newest;
  }

  /** Flips a byte in the middle of a section. */
  static void flip(Path file, String section) throws IOException {
    long offset;
    try (SectionFile sections = SectionFile.open(file)) {
      // The first section follows the header, which has 64 bytes.
      long start = 64 - sections.section(sections.names().getFirst()).address();
      offset =
          start + sections.section(section).address() + sections.section(section).byteSize() / 2;
    }
    flip(file, offset);
  }

  private static void flip(Path file, long offset) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) (one.get(0) ^ 0x10));
      channel.write(one.flip(), offset);
    }
  }
}
