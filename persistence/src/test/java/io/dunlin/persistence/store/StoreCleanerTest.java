package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCleanerTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final ShardId shard = new ShardId(UUID.randomUUID());

  @Test
  void onlyWhatIsOldAndUnnamedIsGarbage() {
    StoredFile used = written("used.seg", NOW.minus(DAY.multipliedBy(9)));
    StoredFile old = written("old.seg", NOW.minus(DAY.multipliedBy(9)));
    StoredFile justOld = written("just-old.seg", NOW.minus(DAY));
    StoredFile young = written("young.seg", NOW.minus(DAY).plusNanos(1));
    StoredFile future = written("future.seg", NOW.plus(DAY));

    assertThat(
            StoreCleaner.garbage(
                List.of(used, old, justOld, young, future), Set.of("used.seg"), NOW, DAY))
        .containsExactly(old, justOld);
  }

  @Test
  void deletesGarbageFromAStore(@TempDir Path folder) throws IOException {
    Path root = Files.createDirectory(folder.resolve("store"));
    try (SegmentStore store = new LocalSegmentStore(root, TransferRates.UNLIMITED)) {
      store.put(shard, Files.writeString(folder.resolve("1.manifest"), "names a.seg"));
      store.put(shard, Files.writeString(folder.resolve("a.seg"), "rows"));
      store.put(shard, Files.writeString(folder.resolve("b.seg"), "rows of old"));
      Path leftOver = Files.writeString(root.resolve(shard + "/c.seg.0.tmp"), "half");
      Set<String> inUse = Set.of("1.manifest", "a.seg");

      assertThat(new StoreCleaner(store, DAY, InstantSource.system()).clean(shard, inUse))
          .isEmpty();
      assertThat(leftOver).exists();

      InstantSource later = InstantSource.fixed(Instant.now().plus(DAY.multipliedBy(2)));
      assertThat(new StoreCleaner(store, DAY, later).clean(shard, inUse))
          .extracting(StoredFile::name)
          .containsExactly("b.seg");
      assertThat(store.list(shard))
          .extracting(StoredFile::name)
          .containsExactly("1.manifest", "a.seg");
      assertThat(leftOver).doesNotExist();
    }
  }

  @Test
  void refusesToBelieveThatNothingIsInUse(@TempDir Path folder) {
    try (SegmentStore store = new LocalSegmentStore(folder, TransferRates.UNLIMITED)) {
      StoreCleaner cleaner = new StoreCleaner(store, DAY, InstantSource.system());
      assertThatThrownBy(() -> cleaner.clean(shard, Set.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static StoredFile written(String name, Instant time) {
    return new StoredFile(name, 1, time);
  }
}
