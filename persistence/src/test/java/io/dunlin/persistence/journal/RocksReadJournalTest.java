package io.dunlin.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksReadJournalTest {
  private static final long ALL = Long.MAX_VALUE;

  @TempDir Path directory;
  private JournalDriver journal;
  private RocksReadJournal query;

  @BeforeEach
  void start() {
    journal = new JournalDriver(RocksJournalContractTest.config(directory));
    query =
        PersistenceQuery.get(journal.system())
            .getReadJournalFor(RocksReadJournal.class, RocksReadJournal.IDENTIFIER);
  }

  @AfterEach
  void stop() {
    journal.close();
  }

  private List<Long> collect(Source<EventEnvelope, ?> events) throws Exception {
    return events
        .map(EventEnvelope::sequenceNr)
        .runWith(Sink.seq(), journal.system())
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void currentEventsAreThoseOfTheRangeAndThenItEnds() throws Exception {
    journal.append("log", 1, 500);

    assertThat(collect(query.currentEventsByPersistenceId("log", 0, ALL)))
        .isEqualTo(numbers(1, 500));
    assertThat(collect(query.currentEventsByPersistenceId("log", 100, 110)))
        .isEqualTo(numbers(100, 110));
    assertThat(collect(query.currentEventsByPersistenceId("log", 501, ALL))).isEmpty();
    assertThat(collect(query.currentEventsByPersistenceId("none", 0, ALL))).isEmpty();
  }

  @Test
  void anEnvelopeHasTheEventAndItsPosition() throws Exception {
    journal.append("log", 1, 1);

    EventEnvelope envelope =
        query
            .currentEventsByPersistenceId("log", 0, ALL)
            .runWith(Sink.head(), journal.system())
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);

    assertThat(envelope.persistenceId()).isEqualTo("log");
    assertThat(envelope.sequenceNr()).isEqualTo(1);
    assertThat((byte[]) envelope.event()).isEqualTo(JournalDriver.payload(1));
  }

  @Test
  void aFollowerSeesOldAndNewEventsWithoutPolling() throws Exception {
    journal.append("log", 1, 200);
    BlockingQueue<Long> seen = new ArrayBlockingQueue<>(1000);
    UniqueKillSwitch stop =
        query
            .eventsByPersistenceId("log", 0, ALL)
            .viaMat(KillSwitches.single(), Keep.right())
            .to(Sink.foreach(envelope -> seen.add(envelope.sequenceNr())))
            .run(journal.system());
    for (long number = 1; number <= 200; number++) {
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(number);
    }

    List<Long> delays = new ArrayList<>();
    for (long number = 201; number <= 260; number++) {
      journal.append("log", number, number);
      long acked = System.nanoTime();
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(number);
      delays.add(System.nanoTime() - acked);
    }

    delays.sort(null);
    assertThat(Duration.ofNanos(delays.get(delays.size() / 2))).isLessThan(Duration.ofMillis(20));
    stop.shutdown();
  }

  @Test
  void aFollowerEndsAtItsUpperBound() throws Exception {
    var followed = query.eventsByPersistenceId("log", 2, 4);
    var all =
        followed
            .map(EventEnvelope::sequenceNr)
            .runWith(Sink.seq(), journal.system())
            .toCompletableFuture();

    journal.append("log", 1, 10);

    assertThat(all.get(30, TimeUnit.SECONDS)).containsExactly(2L, 3L, 4L);
  }

  @Test
  void manyFollowersOfBusyLogsMissNothing() throws Exception {
    var follower =
        query
            .eventsByPersistenceId("a", 0, 300)
            .merge(query.eventsByPersistenceId("b", 0, 300))
            .merge(query.eventsByPersistenceId("a", 0, 300))
            .runWith(Sink.seq(), journal.system())
            .toCompletableFuture();
    for (long number = 1; number <= 300; number++) {
      journal.append("a", number, number);
      journal.append("b", number, number);
    }

    List<EventEnvelope> seen = follower.get(30, TimeUnit.SECONDS);

    assertThat(seen).hasSize(900);
    assertThat(seen.stream().filter(event -> event.persistenceId().equals("b")))
        .extracting(EventEnvelope::sequenceNr)
        .isEqualTo(numbers(1, 300));
  }

  @Test
  void theScalaTwinAnswersAlike() throws Exception {
    journal.append("log", 1, 3);
    RocksScalaReadJournal scala =
        new RocksReadJournalProvider((org.apache.pekko.actor.ExtendedActorSystem) journal.system())
            .scaladslReadJournal();

    assertThat(collect(scala.currentEventsByPersistenceId("log", 0, ALL).asJava()))
        .containsExactly(1L, 2L, 3L);
    assertThat(collect(scala.eventsByPersistenceId("log", 0, 3).asJava()))
        .containsExactly(1L, 2L, 3L);
  }
}
