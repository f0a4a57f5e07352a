package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.file.CorruptFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalSegmentStoreTest extends SegmentStoreContract {
  private Path root = Path.of("");
  private SegmentStore store = new LocalSegmentStore(root, TransferRates.UNLIMITED);

  @BeforeEach
  void openStore() throws IOException {
    root = Files.createDirectory(folder.resolve("store"));
    store = new LocalSegmentStore(root, TransferRates.UNLIMITED);
  }

  @Override
  SegmentStore store() {
    return store;
  }

  @Override
  SegmentStore open(TransferRates rates) {
    return new LocalSegmentStore(root, rates);
  }

  @Override
  void seed(List<String> names) throws IOException {
    store.put(shard, file("first", 1));
    for (String name : names) {
      Files.copy(stored("first"), stored(name));
    }
    store.delete(shard, "first");
  }

  @Override
  void damage(String name, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(stored(name));
    bytes[position] ^= 0x10;
    Files.write(stored(name), bytes);
  }

  @Override
  int unfinished() throws IOException {
    return (int)
        filesIn(root.resolve(shard.toString())).stream()
            .filter(name -> name.endsWith(".tmp"))
            .count();
  }

  @Test
  void aFileThatWasCutOffIsDamaged() throws IOException {
    store.put(shard, file("a.seg", 1000));
    byte[] bytes = Files.readAllBytes(stored("a.seg"));
    for (int length : new int[] {0, 51, 52, 1000, bytes.length - 1}) {
      Files.write(stored("a.seg"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> store.get(shard, "a.seg", target))
          .isInstanceOf(CorruptFileException.class);
    }

    store.put(shard, source.resolve("a.seg"));
    store.verify(shard, "a.seg");
  }

  @Test
  void whereTheFolderIsAwayItIsNotMade() throws IOException {
    Path file = file("a.seg", 10);
    Files.delete(root);

    assertThatThrownBy(() -> store.put(shard, file)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.get(shard, "a.seg", target))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.list(shard)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.drop(shard)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> store.delete(shard, "a.seg"))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(root).doesNotExist();
  }

  @Test
  void leftOversAreNotListedAndGoWhenTheyAreOld() throws IOException {
    store.put(shard, file("a.seg", 10));
    Path old = Files.writeString(stored("b.seg.0.tmp"), "half");
    Path young = Files.writeString(stored("c.seg.0.tmp"), "half");
    Instant now = Instant.now();
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(2))));

    assertThat(store.list(shard)).extracting(StoredFile::name).containsExactly("a.seg");
    assertThat(store.removeUnfinished(shard, now.minus(Duration.ofHours(1)))).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(young).exists();

    store.drop(shard);
    assertThat(root).isEmptyDirectory();
  }

  private Path stored(String name) {
    return root.resolve(shard.toString()).resolve(name);
  }
}
