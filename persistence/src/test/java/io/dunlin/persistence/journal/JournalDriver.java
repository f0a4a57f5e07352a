package io.dunlin.persistence.journal;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import com.typesafe.config.Config;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.testkit.javadsl.TestKit;

/**
 * An actor system with a journal plugin, spoken to as Pekko's persistent actors speak to it. May be
 * shared by threads: each call has a mailbox of its own.
 */
public final class JournalDriver implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String WRITER = UUID.randomUUID().toString();

  private final ActorSystem system;
  private final ActorRef journal;

  public JournalDriver(Config config) {
    system = ActorSystem.create("journal-contract", config);
    journal =
        Persistence.get(system)
            .journalFor(
                config.getString("pekko.persistence.journal.plugin"),
                com.typesafe.config.ConfigFactory.empty());
  }

  public ActorSystem system() {
    return system;
  }

  /** What became of one event. */
  sealed interface Answer {
    record Written(long sequenceNumber) implements Answer {}

    record Rejected(long sequenceNumber, Throwable reason) implements Answer {}

    record Failed(long sequenceNumber, Throwable reason) implements Answer {}
  }

  static PersistentRepr event(String persistenceId, long sequenceNumber, Object payload) {
    return PersistentRepr.apply(
        payload, sequenceNumber, persistenceId, "", false, ActorRef.noSender(), WRITER);
  }

  static AtomicWrite atomic(PersistentRepr... events) {
    return AtomicWrite.apply(asScala(List.of(events)).toSeq());
  }

  /** Writes each event as an atomic write of its own, with eight bytes of payload. */
  public void append(String persistenceId, long from, long to) {
    List<AtomicWrite> writes = new ArrayList<>();
    for (long number = from; number <= to; number++) {
      writes.add(atomic(event(persistenceId, number, payload(number))));
    }
    for (Answer answer : write(writes)) {
      if (!(answer instanceof Answer.Written)) {
        throw new AssertionError("not written: " + answer);
      }
    }
  }

  static byte[] payload(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** The answers to all events, in the order in which they came. */
  List<Answer> write(List<AtomicWrite> writes) {
    TestKit probe = send(writes);
    int events = writes.stream().mapToInt(AtomicWrite::size).sum();
    List<Answer> answers = new ArrayList<>();
    boolean summed = false;
    while (!summed || answers.size() < events) {
      switch (probe.receiveOne(PATIENCE)) {
        case JournalProtocol.WriteMessageSuccess written ->
            answers.add(new Answer.Written(written.persistent().sequenceNr()));
        case JournalProtocol.WriteMessageRejected rejected ->
            answers.add(new Answer.Rejected(rejected.message().sequenceNr(), rejected.cause()));
        case JournalProtocol.WriteMessageFailure failed ->
            answers.add(new Answer.Failed(failed.message().sequenceNr(), failed.cause()));
        case JournalProtocol.WriteMessagesSuccessful$ _ -> summed = true;
        case JournalProtocol.WriteMessagesFailed _ -> summed = true;
        case null -> throw new AssertionError("no answer to a write within " + PATIENCE);
        default -> throw new AssertionError("an unexpected answer to a write");
      }
    }
    return answers;
  }

  /** Writes and does not wait: the answers come to the returned mailbox. */
  TestKit send(List<AtomicWrite> writes) {
    TestKit probe = new TestKit(system);
    List<PersistentEnvelope> envelopes = List.copyOf(writes);
    journal.tell(
        new JournalProtocol.WriteMessages(asScala(envelopes).toSeq(), probe.getRef(), 1),
        probe.getRef());
    return probe;
  }

  /** What a recovery was given. */
  public record Replay(List<PersistentRepr> events, long highestSequenceNumber) {
    public List<Long> sequenceNumbers() {
      return events.stream().map(PersistentRepr::sequenceNr).toList();
    }
  }

  Replay replay(String persistenceId, long from, long to, long max) {
    TestKit probe = new TestKit(system);
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, persistenceId, probe.getRef()),
        probe.getRef());
    List<PersistentRepr> events = new ArrayList<>();
    while (true) {
      switch (probe.receiveOne(PATIENCE)) {
        case JournalProtocol.ReplayedMessage replayed -> events.add(replayed.persistent());
        case JournalProtocol.RecoverySuccess done -> {
          return new Replay(events, done.highestSequenceNr());
        }
        case JournalProtocol.ReplayMessagesFailure failed ->
            throw new AssertionError("replay failed", failed.cause());
        case null -> throw new AssertionError("no end of a replay within " + PATIENCE);
        default -> throw new AssertionError("an unexpected answer to a replay");
      }
    }
  }

  public Replay replay(String persistenceId) {
    return replay(persistenceId, 1, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  void deleteTo(String persistenceId, long sequenceNumber) {
    TestKit probe = new TestKit(system);
    journal.tell(
        new JournalProtocol.DeleteMessagesTo(persistenceId, sequenceNumber, probe.getRef()),
        probe.getRef());
    Object answer = probe.receiveOne(PATIENCE);
    if (!(answer instanceof org.apache.pekko.persistence.DeleteMessagesSuccess)) {
      throw new AssertionError("not deleted: " + answer);
    }
  }

  @Override
  public void close() {
    system.terminate();
    try {
      scala.jdk.javaapi.FutureConverters.asJava(system.whenTerminated())
          .toCompletableFuture()
          .get(30, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new AssertionError("the system did not end", failure);
    }
  }
}
