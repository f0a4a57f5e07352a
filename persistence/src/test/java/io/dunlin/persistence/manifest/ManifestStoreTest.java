package io.dunlin.persistence.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.file.AsideFile;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.Tombstones;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestStoreTest {
  private static final ShardId SHARD = new ShardId(new UUID(-5, 7));

  @TempDir Path root;
  private ManifestStore store;

  @BeforeEach
  void open() {
    store = new ManifestStore(root);
  }

  @Test
  void keepsTheNewestTwo() throws IOException {
    assertThat(store.load(SHARD)).isEmpty();
    store.write(manifest(9));
    store.write(manifest(100));
    store.write(manifest(20));
    assertThat(store.load(SHARD)).containsExactly(manifest(100), manifest(20));
    assertThat(names()).hasSize(2).allMatch(name -> name.endsWith(".manifest"));
    assertThat(store.load(new ShardId(new UUID(1, 1)))).isEmpty();
  }

  @Test
  void ofTheSamePositionOnlyTheLastMadeIsKept() throws IOException {
    Manifest newer = new Manifest(SHARD, new LogPoint(9, 3, 4), 77, List.of(entry(12, "new.seg")));
    store.write(manifest(3));
    store.write(manifest(9));
    store.write(newer);
    assertThat(store.load(SHARD)).containsExactly(newer, manifest(3));
    store.write(manifest(9));
    assertThat(store.load(SHARD)).containsExactly(newer, manifest(3));
  }

  @Test
  void fallsBackFromADamagedManifestToTheOneBefore() throws IOException {
    store.write(manifest(1));
    store.write(manifest(2));
    Path newest = file(2);
    byte[] sound = Files.readAllBytes(newest);
    byte[] damaged = sound.clone();
    damaged[sound.length / 2] ^= 1;
    assertLeftOut(newest, damaged);
    assertLeftOut(newest, Arrays.copyOf(sound, sound.length / 2));
    assertLeftOut(newest, new byte[0]);
    Files.write(newest, sound);
    assertThat(store.load(SHARD)).containsExactly(manifest(2), manifest(1));
  }

  private void assertLeftOut(Path file, byte[] damaged) throws IOException {
    Files.write(file, damaged);
    assertThat(store.load(SHARD)).containsExactly(manifest(1));
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    assertThat(file).doesNotExist();
    assertThat(Files.readAllBytes(aside)).isEqualTo(damaged);
    Files.delete(aside);
  }

  @Test
  void leavesOutAManifestOfAnotherShard() throws IOException {
    ShardId other = new ShardId(new UUID(2, 2));
    store.write(new Manifest(other, new LogPoint(4, 3, 4), 0, List.of()));
    Files.copy(
        store.directory(other).resolve(new ManifestName(4, 0).toString()),
        store.directory(SHARD).resolve(new ManifestName(4, 0).toString()));
    assertThat(store.load(SHARD)).isEmpty();
  }

  @Test
  void removesOnlyWhatNothingNeeds() throws IOException {
    store.write(new Manifest(SHARD, new LogPoint(1, 3, 4), 0, List.of(entry(1, "dropped.seg"))));
    store.write(
        new Manifest(
            SHARD, new LogPoint(2, 3, 4), 0, List.of(entry(1, "older.seg"), entry(2, "both.seg"))));
    store.write(
        new Manifest(
            SHARD,
            new LogPoint(3, 3, 4),
            0,
            List.of(entry(2, "both.seg"), entry(3, "newest.seg"))));
    List<String> needed = List.of("older.seg", "both.seg", "newest.seg", "built.seg", "notes");
    for (String name : needed) {
      touch(name);
    }
    touch("dropped.seg");
    touch("nobody.seg");
    touch("unnamed-1.tmp");
    touch(new ManifestName(4, 4) + ".0.tmp");
    touch("bad.seg.damaged");
    Path directory = store.directory(SHARD);
    try (AsideFile build = AsideFile.create(directory, "unnamed-2")) {
      store.removeUnreferenced(SHARD, List.of("built.seg"));
      assertThat(names())
          .containsExactlyInAnyOrder(
              "older.seg",
              "both.seg",
              "newest.seg",
              "built.seg",
              "notes",
              "bad.seg.damaged",
              "unnamed-2.tmp",
              new ManifestName(2, 2).toString(),
              new ManifestName(3, 3).toString());
      assertThat(build.publish("finished.seg")).exists();
    }
    store.removeUnreferenced(SHARD, List.of());
    assertThat(names()).doesNotContain("built.seg", "finished.seg").contains("older.seg");
  }

  @Test
  void anUnwrittenManifestLeavesTheOldOnes() throws IOException {
    store.write(manifest(1));
    Path inTheWay = Files.createDirectory(file(2));
    Files.createFile(inTheWay.resolve("something"));
    assertThatThrownBy(() -> store.write(manifest(2))).isInstanceOf(IOException.class);
    Files.delete(inTheWay.resolve("something"));
    Files.delete(inTheWay);
    assertThat(names()).hasSize(1);
    assertThat(store.load(SHARD)).containsExactly(manifest(1));
  }

  @Test
  void quarantinesAndDrops() throws IOException {
    touch("a.seg");
    store.quarantine(store.directory(SHARD).resolve("a.seg"));
    assertThat(names()).containsExactly("a.seg.damaged");
    store.write(manifest(1));
    store.drop(SHARD);
    assertThat(root.resolve(SHARD.toString())).doesNotExist();
    store.drop(SHARD);
    assertThat(store.load(SHARD)).isEmpty();
  }

  private static Manifest manifest(long position) {
    return new Manifest(
        SHARD,
        new LogPoint(position, 2, -position),
        1_700_000_000_000L + position,
        List.of(
            entry(position, position + ".seg"),
            new Manifest.Entry(-1, "größer.seg", 1L << 33, Tombstones.NONE, PayloadOverlay.NONE)));
  }

  private static Manifest.Entry entry(long name, String file) {
    return new Manifest.Entry(
        name,
        file,
        100_000,
        Tombstones.NONE.with(new int[] {0, 9, 99_999}, 3),
        PayloadOverlay.NONE.with(
            Map.of(
                5, new PayloadOverlay.Entry(new Payload(Map.of("a", "b")), 12),
                99_998, new PayloadOverlay.Entry(Payload.EMPTY, 13))));
  }

  private Path file(long position) throws IOException {
    return store.directory(SHARD).resolve(new ManifestName(position, position).toString());
  }

  private void touch(String name) throws IOException {
    Files.createFile(store.directory(SHARD).resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(store.directory(SHARD))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
