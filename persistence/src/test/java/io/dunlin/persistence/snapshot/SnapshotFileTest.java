package io.dunlin.persistence.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read, and nothing else is: one small file, cut and damaged everywhere. */
class SnapshotFileTest {
  private static final SnapshotScope BIRDS = new SnapshotScope.OfCollection("birds");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ShardId ONE = new ShardId(new UUID(1, 1));
  private static final ShardId TWO = new ShardId(new UUID(1, 2));

  @TempDir Path root;

  private static CollectionInfo collection() {
    CollectionConfig config =
        new CollectionConfig(
            new TreeMap<>(
                Map.of("", new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty()))),
            2,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Payload.EMPTY);
    return new CollectionInfo("birds", new UUID(0, 7), config, List.of(ONE, TWO));
  }

  private static SnapshotPart.Points points(long... ids) {
    List<RowChange> changes = new ArrayList<>();
    for (long id : ids) {
      changes.add(
          new RowChange.Put(
              PointId.of(id),
              Map.of("", VectorValue.of(new float[] {id, 1})),
              new Payload(Map.of("n", id))));
    }
    LogEntry<ShardEvent> event = LogEntry.written(0, new ShardEvent.Committed(9, changes));
    return new SnapshotPart.Points(ids.length, event.manifest(), event.bytes());
  }

  private static List<SnapshotPart> parts() {
    return List.of(
        new SnapshotPart.Head(
            SnapshotKind.COLLECTION, 123, new TreeMap<>(Map.of("vögel", "birds"))),
        new SnapshotPart.Collection(collection()),
        new SnapshotPart.Shard(ONE, 40, 3),
        points(1, 2),
        points(-1),
        new SnapshotPart.Shard(TWO, 0, 0),
        points());
  }

  private Path write(SnapshotFolder folder, SnapshotScope scope, List<SnapshotPart> parts)
      throws IOException {
    SnapshotFolder.Draft draft = folder.begin(scope, 12, NOW);
    try (SnapshotWriter writer = draft.writer()) {
      for (SnapshotPart part : parts) {
        writer.write(part);
      }
      return writer.publish(draft.name());
    }
  }

  private static List<SnapshotPart> read(Path file) throws IOException {
    List<SnapshotPart> parts = new ArrayList<>();
    try (SnapshotReader reader = SnapshotReader.open(file)) {
      for (Optional<SnapshotPart> part = reader.next(); part.isPresent(); part = reader.next()) {
        parts.add(part.get());
      }
    }
    return parts;
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root);

    Path file = write(folder, BIRDS, parts());

    assertThat(read(file)).usingRecursiveComparison().isEqualTo(parts());
    assertThat(folder.list(BIRDS))
        .singleElement()
        .satisfies(listed -> {
          assertThat(listed.name()).isEqualTo("birds-12-2026-01-02-03-04-05.snapshot");
          assertThat(listed.size()).isEqualTo(Files.size(file));
          assertThat(listed.checksum()).contains(Checksums.of(file));
        });
  }

  @Test
  void whatIsCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(write(new SnapshotFolder(root), BIRDS, parts()));
    Path cut = root.resolve("cut");

    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> read(cut))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void whatHasAWrongByteAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(write(new SnapshotFolder(root), BIRDS, parts()));
    Path damaged = root.resolve("damaged");

    for (int at = 0; at < whole.length; at++) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << (at % Byte.SIZE));
      Files.write(damaged, bytes);
      assertThatThrownBy(() -> read(damaged))
          .as("byte %d of %d", at, whole.length)
          .isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void whatFollowsTheEndIsRefused() throws IOException {
    Path file = write(new SnapshotFolder(root), BIRDS, parts());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));

    assertThatThrownBy(() -> read(file)).isInstanceOf(CorruptFileException.class);
  }

  @Test
  void framesThatDoNotBelongWhereTheyStandAreRefused() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root);
    List<SnapshotPart> parts = parts();

    for (int left = 0; left < 5; left++) {
      List<SnapshotPart> fewer = new ArrayList<>(parts);
      fewer.remove(left);
      Path file = write(folder, BIRDS, fewer);
      assertThatThrownBy(() -> read(file))
          .as("without %s", parts.get(left))
          .isInstanceOf(CorruptFileException.class);
    }
  }

  @Test
  void onlyNamesOfFilesInTheFolderAreFound() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root.resolve("snapshots"));
    Path file = write(folder, BIRDS, parts());
    String name = file.getFileName().toString();
    Files.copy(file, root.resolve("outside.snapshot"));
    Files.createSymbolicLink(
        file.resolveSibling("link.snapshot"), root.resolve("outside.snapshot"));

    assertThat(folder.find(BIRDS, name)).contains(file);
    for (String other :
        List.of(
            "../birds/" + name,
            "../../outside.snapshot",
            root.resolve("outside.snapshot").toString(),
            "..",
            "",
            name + ".checksum",
            "no\0name.snapshot")) {
      assertThat(folder.find(BIRDS, other)).as(other).isEmpty();
    }
    assertThat(folder.within(file)).isPresent();
    assertThat(folder.within(root.resolve("outside.snapshot"))).isEmpty();
    assertThat(folder.within(file.resolveSibling("link.snapshot"))).isEmpty();
    assertThat(folder.within(file.resolveSibling("../../outside.snapshot"))).isEmpty();
  }

  @Test
  void namesThatAFolderHasAMeaningForStayInside() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root.resolve("snapshots"));
    for (String name : List.of("..", ".", "tmp", "%", "x".repeat(255), "Zürich 鳥")) {
      SnapshotScope scope = new SnapshotScope.OfCollection(name);

      Path file = write(folder, scope, parts());

      assertThat(folder.within(file)).as(name).isPresent();
      assertThat(folder.list(scope)).as(name).hasSize(1);
    }
    assertThat(folder.list(new SnapshotScope.Full())).isEmpty();
  }

  @Test
  void whatIsNotFinishedIsNotListedAndGoes() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root);
    Files.createDirectories(root.resolve("birds"));
    Path leftOver = Files.createFile(root.resolve("birds").resolve("birds-1.snapshot.tmp"));
    Path fetched = Files.createFile(folder.aside());
    SnapshotFolder.Draft draft = folder.begin(BIRDS, 12, NOW);

    assertThat(folder.list(BIRDS)).isEmpty();
    folder.clean();

    assertThat(leftOver).doesNotExist();
    assertThat(fetched).doesNotExist();
    try (SnapshotWriter writer = draft.writer()) {
      writer.write(parts().getFirst());
      assertThat(writer.publish(draft.name())).exists();
    }
  }

  @Test
  void twoOfOneSecondHaveTwoNames() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root);

    Path first = write(folder, BIRDS, parts());
    Path second = write(folder, BIRDS, parts());

    assertThat(second).isNotEqualTo(first);
    assertThat(folder.delete(BIRDS, first.getFileName().toString())).isTrue();
    assertThat(folder.delete(BIRDS, first.getFileName().toString())).isFalse();
    assertThat(folder.list(BIRDS)).hasSize(1);
    assertThat(root.resolve("birds").toFile().list()).hasSize(2);
  }

  /** Also for the node with the longest number, and beside all that is written aside. */
  @Test
  void theLongestNameThatIsKeptFits() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root);
    for (int length : List.of(SnapshotScope.LONGEST, SnapshotScope.LONGEST + 1)) {
      SnapshotScope scope = new SnapshotScope.OfShard("x".repeat(length), Integer.MAX_VALUE);
      SnapshotFolder.Draft draft = folder.begin(scope, 1L << 53, NOW);
      try (SnapshotWriter writer = draft.writer()) {
        assertThat(writer.publish(draft.name())).exists();
      }
      assertThat(folder.list(scope)).hasSize(1);
    }
  }

  @Test
  void snapshotsThatAreBegunAtOnceHaveNamesOfTheirOwn() {
    SnapshotFolder folder = new SnapshotFolder(root);
    List<String> names = IntStream.range(0, 64).parallel().mapToObj(_ -> made(folder)).toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  private static String made(SnapshotFolder folder) {
    try {
      SnapshotFolder.Draft draft = folder.begin(BIRDS, 1, NOW);
      try (SnapshotWriter writer = draft.writer()) {
        return writer.publish(draft.name()).toString();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatCannotGetItsNameLeavesNothingBehind() throws IOException {
    SnapshotFolder folder = new SnapshotFolder(root);
    SnapshotFolder.Draft draft = folder.begin(BIRDS, 1, NOW);
    Path inTheWay = BIRDS.folder(root).resolve(draft.name());
    Files.createDirectories(inTheWay.resolve("full"));
    try (SnapshotWriter writer = draft.writer()) {
      assertThatThrownBy(() -> writer.publish(draft.name())).isInstanceOf(IOException.class);
    }
    try (Stream<Path> left = Files.list(BIRDS.folder(root))) {
      assertThat(left).containsExactly(inTheWay);
    }
  }
}
