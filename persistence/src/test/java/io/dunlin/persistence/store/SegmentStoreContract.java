package io.dunlin.persistence.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every segment store does. */
abstract class SegmentStoreContract {
  private static final int LARGE = 2 * (16 << 20) + 12_345;

  final ShardId shard = new ShardId(UUID.randomUUID());

  @TempDir Path folder;
  Path source;
  Path target;

  /** The store under test, the same one throughout a test. */
  abstract SegmentStore store();

  /** The same store by another client. */
  abstract SegmentStore open(TransferRates rates);

  /** Stores small files as fast as can be. */
  abstract void seed(List<String> names) throws IOException;

  /** Turns a bit of a stored content over, as a bad disk would. */
  abstract void damage(String name, int position) throws IOException;

  /** What is held of the shard that {@link SegmentStore#list} does not show. */
  abstract int unfinished() throws IOException;

  @BeforeEach
  void makeFolders() throws IOException {
    source = Files.createDirectory(folder.resolve("source"));
    target = Files.createDirectory(folder.resolve("target"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 16 << 20, LARGE})
  void givesBackWhatWasPut(int length) throws IOException {
    Path file = file("a.seg", length);
    store().put(shard, file);

    Path got = store().get(shard, "a.seg", target);

    assertThat(got).isEqualTo(target.resolve("a.seg")).hasSameBinaryContentAs(file);
    assertThat(filesIn(target)).containsExactly("a.seg");
    store().verify(shard, "a.seg");
    assertThat(store().list(shard))
        .singleElement()
        .satisfies(stored -> {
          assertThat(stored.name()).isEqualTo("a.seg");
          assertThat(stored.bytes()).isEqualTo(length);
          assertThat(stored.written())
              .isBetween(
                  Instant.now().minus(Duration.ofMinutes(1)),
                  Instant.now().plus(Duration.ofMinutes(1)));
        });
    assertThat(unfinished()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.seg",
        "a+b%2Fc%.seg",
        "x&y=?z#~@!$.seg",
        "'(*),;:[]{}^`|\"<>.seg",
        "-.seg",
        "00000000000000000042.manifest",
        "a..b"
      })
  void takesOddNames(String name) throws IOException {
    store().put(shard, file(name, 100));

    assertThat(store().get(shard, name, target)).hasSameBinaryContentAs(source.resolve(name));
    assertThat(store().list(shard)).extracting(StoredFile::name).containsExactly(name);

    store().delete(shard, name);
    assertThat(store().list(shard)).isEmpty();
  }

  @Test
  void refusesNamesThatCouldMeanSomethingElse() {
    for (String name :
        List.of(
            "", ".", "..", ".a", "a/b", "../a", "a\\b", "a.tmp", "ä", "a\nb", "x".repeat(201))) {
      assertThatThrownBy(() -> store().get(shard, name, target))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store().verify(shard, name))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> store().delete(shard, name))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFileMayHaveAnotherNameInTheStoreThanOnDisk() throws IOException {
    Path file = file("a.seg", 1000);
    store().put(shard, "00042-a.seg", file);

    assertThat(store().list(shard)).extracting(StoredFile::name).containsExactly("00042-a.seg");
    assertThat(store().get(shard, "00042-a.seg", target, "b.seg"))
        .isEqualTo(target.resolve("b.seg"))
        .hasSameBinaryContentAs(file);
    assertThat(filesIn(target)).containsExactly("b.seg");
  }

  @Test
  void aSecondPutOfTheSameDoesNothing() throws Exception {
    Path file = file("a.seg", 1000);
    store().put(shard, file);
    Instant first = store().list(shard).getFirst().written();
    // Times are in seconds in some stores.
    Thread.sleep(1100);

    store().put(shard, file);

    assertThat(store().list(shard))
        .singleElement()
        .extracting(StoredFile::written)
        .isEqualTo(first);
  }

  @Test
  void anotherContentReplacesTheFirst() throws IOException {
    store().put(shard, file("a.manifest", 1000));
    Path second = Files.write(source.resolve("a.manifest"), random(1000, 2));

    store().put(shard, second);

    assertThat(store().get(shard, "a.manifest", target)).hasSameBinaryContentAs(second);
  }

  @Test
  void getReplacesAFileThatIsThere() throws IOException {
    Path file = file("a.seg", 1000);
    store().put(shard, file);
    Files.writeString(target.resolve("a.seg"), "cut off");

    assertThat(store().get(shard, "a.seg", target)).hasSameBinaryContentAs(file);
  }

  @Test
  void manyPutsOfTheSameFileAtOnceLeaveOne() throws Exception {
    Path file = file("a.seg", 300_000);
    List<Future<?>> puts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        puts.add(
            threads.submit(() -> {
              store().put(shard, file);
              return file;
            }));
      }
    }
    for (Future<?> put : puts) {
      put.get();
    }

    assertThat(store().get(shard, "a.seg", target)).hasSameBinaryContentAs(file);
    assertThat(store().list(shard)).hasSize(1);
    assertThat(unfinished()).isZero();
  }

  @Test
  void aFileThatIsNotThereIsSaidToBeMissing() throws IOException {
    store().put(shard, file("a.seg", 10));

    assertThatThrownBy(() -> store().get(shard, "b.seg", target))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store().verify(new ShardId(UUID.randomUUID()), "a.seg"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(filesIn(target)).isEmpty();
    store().delete(shard, "b.seg");
  }

  @Test
  void aSourceThatIsNotThereIsSaidToBeMissing() {
    assertThatThrownBy(() -> store().put(shard, source.resolve("a.seg")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void damageIsFoundNamedAndNeverServed() throws IOException {
    Path file = file("a.seg", 200_000);
    store().put(shard, file);
    damage("a.seg", 150_000);

    assertThatThrownBy(() -> store().verify(shard, "a.seg"))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(shard + "/a.seg");
    assertThatThrownBy(() -> store().get(shard, "a.seg", target))
        .isInstanceOf(CorruptFileException.class);
    assertThat(filesIn(target)).isEmpty();
    assertThat(store().list(shard)).hasSize(1);

    store().delete(shard, "a.seg");
    store().put(shard, file);
    store().verify(shard, "a.seg");
  }

  @Test
  void shardsAreApart() throws IOException {
    ShardId other = new ShardId(UUID.randomUUID());
    store().put(shard, file("a.seg", 10));
    store().put(shard, file("b.seg", 10));
    store().put(other, file("c.seg", 10));
    assertThat(store().shards()).containsExactlyInAnyOrder(shard, other);

    store().drop(shard);

    assertThat(store().list(shard)).isEmpty();
    assertThat(store().list(other)).extracting(StoredFile::name).containsExactly("c.seg");
    assertThat(store().shards()).containsExactly(other);
    store().drop(shard);
  }

  @Test
  void listsMoreThanOnePageInOrder() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1050; i++) {
      names.add("%04d.seg".formatted(i));
    }
    seed(names);

    assertThat(store().list(shard)).extracting(StoredFile::name).containsExactlyElementsOf(names);
  }

  @Test
  void transfersKeepToTheirRates() throws IOException {
    Path file = file("a.seg", 600_000);
    TransferRates rates = new TransferRates(OptionalLong.of(1_000_000), OptionalLong.of(2_000_000));
    try (SegmentStore slow = open(rates)) {
      Instant start = Instant.now();
      slow.put(shard, file);
      Instant middle = Instant.now();
      slow.get(shard, "a.seg", target);

      // Less a chunk and what may be saved up.
      assertThat(Duration.between(start, middle)).isGreaterThan(Duration.ofMillis(400));
      assertThat(Duration.between(middle, Instant.now())).isGreaterThan(Duration.ofMillis(150));
    }
    assertThat(target.resolve("a.seg")).hasSameBinaryContentAs(file);
  }

  Path file(String name, int length) throws IOException {
    return Files.write(source.resolve(name), random(length, 1));
  }

  static byte[] random(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static List<String> filesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
