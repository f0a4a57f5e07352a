package io.dunlin.persistence.journal;

import static io.dunlin.persistence.journal.StoreFixture.events;
import static io.dunlin.persistence.journal.StoreFixture.log;
import static io.dunlin.persistence.journal.StoreFixture.sequenceNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of a write-ahead log that was cut or changed. */
class JournalCrashTest {
  private static final String ID = "shard";

  /** Events in an atomic write. */
  private static final int WRITE = 3;

  private static final int WRITES = 12;

  @TempDir Path scratch;

  /** Copies of the store as it was, each with a log of its own making. */
  private int copies;

  /** The highest sequence number acked when the log had this length. */
  private final NavigableMap<Long, Long> acked = new TreeMap<>();

  private Path written() throws IOException {
    Path directory = scratch.resolve("store");
    Path crashed = scratch.resolve("crashed");
    try (RocksStore store = StoreFixture.open(directory)) {
      acked.put(0L, 0L);
      for (long write = 1; write <= WRITES; write++) {
        long last = write * WRITE;
        store.write(ID, events(last - WRITE + 1, last)).toCompletableFuture().join();
        acked.put(Files.size(log(directory)), last);
      }
      return StoreFixture.copy(directory, crashed);
    }
  }

  private Path copy(Path crashed) throws IOException {
    return StoreFixture.copy(crashed, scratch.resolve("copy-" + copies++));
  }

  private static List<Long> numbersTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void aLogCutAtAnyByteKeepsEveryWholeWriteAndNoHalfOne() throws Exception {
    Path crashed = written();
    long length = Files.size(log(crashed));
    long threeWritesBefore = acked.descendingKeySet().stream().skip(3).findFirst().orElseThrow();
    for (long cut = threeWritesBefore; cut <= length; cut++) {
      Path copy = copy(crashed);
      try (FileChannel log = FileChannel.open(log(copy), StandardOpenOption.WRITE)) {
        log.truncate(cut);
      }

      try (RocksStore store = StoreFixture.open(copy)) {
        assertThat(sequenceNumbers(store, ID))
            .as("cut at byte %d of %d", cut, length)
            .isEqualTo(numbersTo(acked.floorEntry(cut).getValue()));
      }
    }
  }

  /** Writes over several of the log's 32 KB blocks. */
  private Path writtenLarge() throws IOException {
    Path directory = scratch.resolve("store");
    try (RocksStore store = StoreFixture.open(directory)) {
      Random random = new Random(3);
      acked.put(0L, 0L);
      for (long number = 1; number <= 5; number++) {
        byte[] record = new byte[100_000];
        random.nextBytes(record);
        store.write(ID, List.of(new StoredEvent(number, record))).toCompletableFuture().join();
        acked.put(Files.size(log(directory)), number);
      }
      return StoreFixture.copy(directory, scratch.resolve("crashed"));
    }
  }

  @Test
  void aLargeWriteIsThereWholeOrNotAtAll() throws Exception {
    Path crashed = writtenLarge();
    long length = Files.size(log(crashed));
    long lastWrite = acked.lowerKey(acked.lastKey());
    for (long cut = lastWrite - 20_000; cut <= length; cut += 1_999) {
      Path copy = copy(crashed);
      try (FileChannel log = FileChannel.open(log(copy), StandardOpenOption.WRITE)) {
        log.truncate(cut);
      }

      try (RocksStore store = StoreFixture.open(copy)) {
        assertThat(sequenceNumbers(store, ID))
            .as("cut at byte %d of %d", cut, length)
            .isEqualTo(numbersTo(acked.floorEntry(cut).getValue()));
      }
    }
  }

  @Test
  void aChangedByteInALargeLogStopsTheStartAndNamesTheFile() throws Exception {
    Path crashed = writtenLarge();
    long length = Files.size(log(crashed));
    List<Long> positions = new ArrayList<>();
    for (long block = 0; block < length; block += 32 * 1024) {
      for (long head = 0; head < 7; head++) {
        positions.add(block + head);
      }
      positions.add(Math.min(block + 20_000, length - 1));
    }
    assertRefused(crashed, positions);
  }

  @Test
  void aStartAfterACutGoesOnWhereTheLogEnds() throws Exception {
    Path crashed = written();
    try (FileChannel log = FileChannel.open(log(crashed), StandardOpenOption.WRITE)) {
      log.truncate(log.size() - 1);
    }
    long last = (WRITES - 1) * WRITE;

    try (RocksStore store = StoreFixture.open(crashed)) {
      assertThat(store.highestSequenceNumber(ID).toCompletableFuture().join()).isEqualTo(last);
      store.write(ID, events(last + 1, last + 2)).toCompletableFuture().join();
    }

    try (RocksStore store = StoreFixture.open(crashed)) {
      assertThat(sequenceNumbers(store, ID)).isEqualTo(numbersTo(last + 2));
    }
  }

  @Test
  void aChangedByteAnywhereStopsTheStartAndNamesTheFile() throws Exception {
    Path crashed = written();
    long length = Files.size(log(crashed));
    List<Long> positions = new ArrayList<>();
    List<Long> ends = List.copyOf(acked.keySet());
    for (int write = 0; write < WRITES; write += write == 0 || write == WRITES - 2 ? 1 : 5) {
      for (long head = 0; head < 7; head++) {
        positions.add(ends.get(write) + head);
      }
    }
    for (long position = 7; position < length; position += 31) {
      positions.add(position);
    }
    assertRefused(crashed, positions);
  }

  private void assertRefused(Path crashed, List<Long> positions) throws IOException {
    List<String> served = new ArrayList<>();
    for (long position : positions) {
      Path copy = copy(crashed);
      Path log = log(copy);
      byte[] bytes = Files.readAllBytes(log);
      bytes[(int) position] ^= (byte) (1 << (position % Byte.SIZE));
      Files.write(log, bytes);

      try (RocksStore store = StoreFixture.open(copy)) {
        served.add("byte %d: %s".formatted(position, sequenceNumbers(store, ID)));
      } catch (JournalException refused) {
        assertThat(refused).hasMessageContaining(log.getFileName().toString());
      }
      // A refused start must not have cleaned anything up: the next one is refused too.
      assertThatThrownBy(() -> StoreFixture.open(copy).close())
          .as("byte %d, second start", position)
          .isInstanceOf(JournalException.class);
    }
    assertThat(served).as("of a log with writes at %s", acked.keySet()).isEmpty();
  }

  @Test
  void aSecondStoreIsKeptOut() {
    Path directory = scratch.resolve("store");
    try (RocksStore first = StoreFixture.open(directory)) {
      assertThat(first.bytes()).isPositive();
      assertThatThrownBy(() -> StoreFixture.open(directory))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining(directory.toString());
    }
  }
}
