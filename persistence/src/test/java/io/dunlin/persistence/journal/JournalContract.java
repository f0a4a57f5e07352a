package io.dunlin.persistence.journal;

import static io.dunlin.persistence.journal.JournalDriver.atomic;
import static io.dunlin.persistence.journal.JournalDriver.event;
import static io.dunlin.persistence.journal.JournalDriver.payload;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.dunlin.persistence.journal.JournalDriver.Answer;
import io.dunlin.persistence.journal.JournalDriver.Answer.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every journal that shards may write to has to do, whatever it stores its events in. A
 * journal's test extends this class and says how an actor system finds it.
 */
abstract class JournalContract {
  static final long ALL = Long.MAX_VALUE;

  JournalDriver journal;
  String id;

  /** Names the plugin and where its data is; the same data for every system of one test. */
  abstract Config config();

  @BeforeEach
  void start() {
    journal = driver();
    id = "log-" + UUID.randomUUID();
  }

  /** For the next test. */
  JournalDriver driver() {
    return new JournalDriver(config());
  }

  @AfterEach
  void stop() {
    journal.close();
  }

  void restart() {
    journal.close();
    journal = new JournalDriver(config());
  }

  static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  // ---- replay ----

  @Test
  void replaysAllInOrderWithWhatWasWritten() {
    journal.append(id, 1, 300);

    List<PersistentRepr> events = journal.replay(id).events();

    assertThat(events).extracting(PersistentRepr::sequenceNr).isEqualTo(numbers(1, 300));
    for (PersistentRepr event : events) {
      assertThat((byte[]) event.payload()).isEqualTo(payload(event.sequenceNr()));
      assertThat(event.persistenceId()).isEqualTo(id);
      assertThat(event.writerUuid()).isNotEmpty();
    }
  }

  @Test
  void anUnknownLogIsEmpty() {
    JournalDriver.Replay replay = journal.replay(id);

    assertThat(replay.events()).isEmpty();
    assertThat(replay.highestSequenceNumber()).isZero();
  }

  @Test
  void replaysFromALowerBound() {
    journal.append(id, 1, 5);

    assertThat(journal.replay(id, 3, ALL, ALL).sequenceNumbers()).containsExactly(3L, 4L, 5L);
    assertThat(journal.replay(id, 6, ALL, ALL).sequenceNumbers()).isEmpty();
  }

  @Test
  void replaysToAnUpperBound() {
    journal.append(id, 1, 5);

    JournalDriver.Replay replay = journal.replay(id, 1, 3, ALL);

    assertThat(replay.sequenceNumbers()).containsExactly(1L, 2L, 3L);
    assertThat(replay.highestSequenceNumber()).isEqualTo(5);
  }

  @Test
  void replaysARangeOfOneAndAnEmptyOne() {
    journal.append(id, 1, 5);

    assertThat(journal.replay(id, 2, 2, ALL).sequenceNumbers()).containsExactly(2L);
    assertThat(journal.replay(id, 3, 2, ALL).sequenceNumbers()).isEmpty();
  }

  @Test
  void replaysNoMoreThanTheLimit() {
    journal.append(id, 1, 5);

    assertThat(journal.replay(id, 1, ALL, 0).sequenceNumbers()).isEmpty();
    assertThat(journal.replay(id, 1, ALL, 2).sequenceNumbers()).containsExactly(1L, 2L);
    assertThat(journal.replay(id, 2, 4, 2).sequenceNumbers()).containsExactly(2L, 3L);
    assertThat(journal.replay(id, 2, 3, 10).sequenceNumbers()).containsExactly(2L, 3L);
  }

  @Test
  void aRestartKeepsEverything() {
    journal.append(id, 1, 20);

    restart();

    assertThat(journal.replay(id).sequenceNumbers()).isEqualTo(numbers(1, 20));
    assertThat(journal.replay(id).highestSequenceNumber()).isEqualTo(20);
  }

  // ---- deletion ----

  @Test
  void deletedEventsAreNotReplayed() {
    journal.append(id, 1, 5);

    journal.deleteTo(id, 3);

    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(4L, 5L);
    assertThat(journal.replay(id, 2, 4, ALL).sequenceNumbers()).containsExactly(4L);
    restart();
    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(4L, 5L);
  }

  @Test
  void theHighestSequenceNumberOutlivesTheEvents() {
    journal.append(id, 1, 5);

    journal.deleteTo(id, ALL);

    assertThat(journal.replay(id).events()).isEmpty();
    assertThat(journal.replay(id).highestSequenceNumber()).isEqualTo(5);
    restart();
    assertThat(journal.replay(id).highestSequenceNumber()).isEqualTo(5);
    journal.append(id, 6, 7);
    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(6L, 7L);
    assertThat(journal.replay(id).highestSequenceNumber()).isEqualTo(7);
  }

  @Test
  void deletingAgainOrLessChangesNothing() {
    journal.append(id, 1, 5);
    journal.deleteTo(id, 3);

    journal.deleteTo(id, 3);
    journal.deleteTo(id, 1);

    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(4L, 5L);
  }

  @Test
  void deletionSparesOtherLogs() {
    journal.append(id, 1, 3);
    journal.append(id + "2", 1, 3);

    journal.deleteTo(id, ALL);

    assertThat(journal.replay(id + "2").sequenceNumbers()).containsExactly(1L, 2L, 3L);
  }

  // ---- atomic writes and rejections ----

  @Test
  void anAtomicWriteHoldsSeveralEvents() {
    AtomicWrite write =
        atomic(event(id, 1, payload(1)), event(id, 2, payload(2)), event(id, 3, payload(3)));

    List<Answer> answers = journal.write(List.of(write));

    assertThat(answers).containsExactly(new Written(1), new Written(2), new Written(3));
    assertThat(journal.replay(id).sequenceNumbers()).containsExactly(1L, 2L, 3L);
  }

  // ---- sizes, ids, numbers ----

  @Test
  void largeEventsComeBackAsTheyWere() {
    Random random = new Random(1);
    List<byte[]> payloads = new ArrayList<>();
    for (int number = 1; number <= 12; number++) {
      byte[] bytes = new byte[(1 << 20) + number];
      random.nextBytes(bytes);
      payloads.add(bytes);
      assertThat(journal.write(List.of(atomic(event(id, number, bytes)))))
          .containsExactly(new Written(number));
    }

    restart();

    List<PersistentRepr> events = journal.replay(id).events();
    assertThat(events).hasSize(12);
    for (int i = 0; i < 12; i++) {
      assertThat((byte[]) events.get(i).payload()).isEqualTo(payloads.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "|",
        "a|b",
        "a/b",
        "a%2Fb",
        "..",
        "\u00ff",
        "Größe",
        "鳥",
        "\ud83d\udc26",
        "'\"\\",
        "a\nb",
        "1",
        "11",
        "111"
      })
  void anIdMayHaveAnyCharacters(String odd) {
    List<String> ids = List.of(odd, odd + "x", odd + "|", "x" + odd);
    for (String one : ids) {
      journal.append(one, 1, 2);
    }
    journal.append(odd, 3, 3);

    assertThat(journal.replay(odd).sequenceNumbers()).containsExactly(1L, 2L, 3L);
    journal.deleteTo(odd, ALL);
    assertThat(journal.replay(odd).events()).isEmpty();
    for (String other : ids.subList(1, ids.size())) {
      assertThat(journal.replay(other).sequenceNumbers()).containsExactly(1L, 2L);
    }
  }

  // ---- many at once ----

  @Test
  void manyWritersOfManyLogsDoNotMix() throws Exception {
    int logs = 32;
    int eventsEach = 40;
    try (ExecutorService threads = Executors.newFixedThreadPool(logs)) {
      List<Callable<Void>> writers = new ArrayList<>();
      for (int log = 0; log < logs; log++) {
        String mine = id + "-" + log;
        writers.add(() -> {
          for (long number = 1; number <= eventsEach; number++) {
            journal.append(mine, number, number);
          }
          return null;
        });
      }
      for (Future<Void> writer : threads.invokeAll(writers)) {
        writer.get();
      }
    }

    restart();

    for (int log = 0; log < logs; log++) {
      assertThat(journal.replay(id + "-" + log).sequenceNumbers())
          .isEqualTo(numbers(1, eventsEach));
    }
  }

  @Test
  void recoveryWaitsForWritesInFlight() throws Exception {
    for (int round = 0; round < 20; round++) {
      String log = id + "-" + round;
      List<AtomicWrite> writes = new ArrayList<>();
      for (long number = 1; number <= 50; number++) {
        writes.add(atomic(event(log, number, payload(number))));
      }
      journal.send(writes);

      assertThat(journal.replay(log).sequenceNumbers()).isEqualTo(numbers(1, 50));
    }
  }
}
