package io.dunlin.persistence.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.file.SectionFileWriter;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Tombstones;
import io.dunlin.persistence.store.LocalSegmentStore;
import io.dunlin.persistence.store.SegmentStore;
import io.dunlin.persistence.store.StoreCleaner;
import io.dunlin.persistence.store.StoredFile;
import io.dunlin.persistence.store.TransferRates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, each with a disk, and a store that both see. */
class ManifestArchiveTest {
  private static final Duration GRACE = Duration.ofHours(1);

  private final ShardId shard = new ShardId(UUID.randomUUID());

  @TempDir Path folder;
  private SegmentStore store;
  private ManifestStore diskOfA;
  private ManifestStore diskOfB;
  private ManifestArchive a;
  private ManifestArchive b;

  @BeforeEach
  void open() throws IOException {
    store =
        new LocalSegmentStore(
            Files.createDirectory(folder.resolve("store")), TransferRates.UNLIMITED);
    diskOfA = new ManifestStore(Files.createDirectory(folder.resolve("a")));
    diskOfB = new ManifestStore(Files.createDirectory(folder.resolve("b")));
    a = archive(diskOfA, InstantSource.system());
    b = archive(diskOfB, InstantSource.system());
  }

  private ManifestArchive archive(ManifestStore disk, InstantSource clock) {
    return new ManifestArchive(store, new StoreCleaner(store, GRACE, clock), disk);
  }

  /** When everything that is stored now has grown old. */
  private static InstantSource later() {
    return InstantSource.fixed(InstantSource.system().instant().plus(GRACE.multipliedBy(2)));
  }

  @Test
  void anotherNodeFetchesWhatOneHasStored() throws IOException {
    Manifest manifest = manifest(10, segment(diskOfA, 12, 1), segment(diskOfA, 7, 2));
    send(a, manifest);

    assertThat(b.manifests(shard)).containsExactly(new ManifestName(10, 12));
    assertThat(b.fetch(shard, new ManifestName(10, 12))).isEqualTo(manifest);
    for (String file : manifest.files()) {
      assertThat(b.fetch(shard, file))
          .isEqualTo(diskOfB.directory(shard).resolve(file))
          .hasSameBinaryContentAs(diskOfA.directory(shard).resolve(file));
    }
    assertThat(diskOfB.load(shard)).containsExactly(manifest);
    assertThatThrownBy(() -> b.fetch(shard, "other.seg")).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void theNewestManifestComesFirst() throws IOException {
    Manifest.Entry old = segment(diskOfA, 3, 1);
    Manifest.Entry merged = segment(diskOfA, 12, 2);
    send(a, manifest(10, old));
    send(a, manifest(9, old));
    send(a, manifest(10, merged));
    assertThat(a.manifests(shard))
        .containsExactly(new ManifestName(10, 12), new ManifestName(10, 3), new ManifestName(9, 3));
  }

  @Test
  void whatIsDamagedOnDiskIsNotStored() throws IOException {
    Manifest.Entry segment = segment(diskOfA, 12, 1);
    flip(diskOfA.directory(shard).resolve(segment.file()));
    assertThatThrownBy(() -> a.store(shard, segment)).isInstanceOf(CorruptFileException.class);
    assertThat(store.list(shard)).isEmpty();
  }

  @Test
  void whatIsDamagedInTheStoreIsStoredOnceMore() throws IOException {
    Manifest.Entry segment = segment(diskOfA, 12, 1);
    a.store(shard, segment);
    flip(folder.resolve("store/" + shard + "/" + ManifestArchive.nameOf(segment)));
    assertThatThrownBy(() -> b.fetch(shard, segment.file()))
        .isInstanceOf(CorruptFileException.class);
    a.store(shard, segment);
    assertThat(b.fetch(shard, segment.file()))
        .hasSameBinaryContentAs(diskOfA.directory(shard).resolve(segment.file()));
  }

  @Test
  void aManifestCountsOnlyWithItsSegments() throws IOException {
    Manifest manifest = manifest(10, segment(diskOfA, 12, 1), segment(diskOfA, 13, 2));
    a.store(shard, manifest.segments().getFirst());
    assertThatThrownBy(() -> a.store(manifest))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(ManifestArchive.nameOf(manifest.segments().getLast()));
  }

  @Test
  void cleaningKeepsTwoPositionsAndWhatIsYoung() throws IOException {
    Manifest.Entry first = segment(diskOfA, 3, 1);
    Manifest.Entry second = segment(diskOfA, 8, 2);
    Manifest.Entry both = segment(diskOfA, 12, 3);
    send(a, manifest(2, first));
    send(a, manifest(7, first, second));
    send(a, manifest(10, first, second));
    send(a, manifest(10, both));

    assertThat(a.clean(shard)).isEmpty();
    assertThat(archive(diskOfA, later()).clean(shard))
        .extracting(StoredFile::name)
        .containsExactly(new ManifestName(2, 3).toString(), new ManifestName(10, 8).toString());
    assertThat(names())
        .containsExactlyInAnyOrder(
            new ManifestName(10, 12).toString(),
            new ManifestName(7, 8).toString(),
            ManifestArchive.nameOf(first),
            ManifestArchive.nameOf(second),
            ManifestArchive.nameOf(both));
  }

  /** Paused for hours, woken, and unaware that another node has gone on. */
  @Test
  void aLateWriterHarmsNothing() throws IOException {
    Manifest.Entry old = segment(diskOfA, 3, 1);
    Manifest late = manifest(2, old);
    send(a, late);

    // The other node merges what there was, twice, and the second time comes to the same bytes.
    Manifest.Entry merged = segment(diskOfB, 12, 2);
    Manifest.Entry again = segment(diskOfB, 20, 1);
    assertThat(again.file()).isEqualTo(old.file());
    send(b, manifest(10, merged));
    send(b, manifest(15, again));
    assertThat(archive(diskOfB, later()).clean(shard))
        .extracting(StoredFile::name)
        .containsExactlyInAnyOrder(new ManifestName(2, 3).toString(), ManifestArchive.nameOf(old));

    send(a, late);
    store.delete(shard, ManifestArchive.nameOf(old));
    archive(diskOfA, later()).clean(shard);

    ManifestStore empty = new ManifestStore(Files.createDirectory(folder.resolve("c")));
    ManifestArchive c = archive(empty, InstantSource.system());
    for (ManifestName name : c.manifests(shard)) {
      assertThat(name.position()).isGreaterThan(2);
      for (String file : c.fetch(shard, name).files()) {
        assertThat(c.fetch(shard, file)).exists();
      }
    }
    assertThat(c.manifests(shard).getFirst()).isEqualTo(new ManifestName(15, 20));
  }

  private void send(ManifestArchive archive, Manifest manifest) throws IOException {
    for (Manifest.Entry segment : manifest.segments()) {
      archive.store(shard, segment);
    }
    archive.store(manifest);
  }

  private Manifest manifest(long position, Manifest.Entry... segments) {
    return new Manifest(shard, new LogPoint(position, 1, 5), 9, Arrays.asList(segments));
  }

  /** A sealed file of these contents, made by the event at this position. */
  private Manifest.Entry segment(ManifestStore disk, long position, int content)
      throws IOException {
    try (SectionFileWriter writer =
        SectionFileWriter.createNamedByContent(disk.directory(shard), ".seg")) {
      writer.begin("rows", 1);
      writer.writeLong(content);
      return new Manifest.Entry(
          position,
          writer.finish().getFileName().toString(),
          1,
          Tombstones.NONE,
          PayloadOverlay.NONE);
    }
  }

  private List<String> names() throws IOException {
    return store.list(shard).stream().map(StoredFile::name).toList();
  }

  /** Turns a bit of the first section over. */
  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[64] ^= 1;
    Files.write(file, bytes);
  }
}
