package io.dunlin.faults.load;

import io.dunlin.faults.check.IdenticalAnswers;
import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Operations that are written down, with what may be held to them. Any thread may use it. */
final class Register {
  /**
   * @param session of the client
   */
  record Asking(Points.Question question, Set<Long> wanted, Terms terms, Session session) {}

  private final Freshness plain;
  private final Complaints complaints;
  private final History history = new History();
  private final IdenticalAnswers identical = new IdenticalAnswers();
  private final Peace peace = new Peace();
  private final long begin = System.nanoTime();
  private final AtomicLong lastValue = new AtomicLong();
  private final AtomicLong acked = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong failedReads = new AtomicLong();
  private final AtomicLong oldReads = new AtomicLong();

  /**
   * @param plain of a read that says nothing of its freshness and is not marked
   */
  Register(Freshness plain, Complaints complaints) {
    this.plain = plain;
    this.complaints = complaints;
  }

  History history() {
    return history;
  }

  IdenticalAnswers identical() {
    return identical;
  }

  Peace peace() {
    return peace;
  }

  long now() {
    return System.nanoTime() - begin;
  }

  long acked() {
    return acked.get();
  }

  /** Writes one point; nothing unless it is acked. */
  Optional<Write> write(
      URI node, Points points, long key, boolean delete, Session session, String by) {
    long value = delete ? Write.ABSENT : lastValue.incrementAndGet();
    long sent = now();
    Points.Written written = delete ? points.delete(node, key) : points.upsert(node, key, value);
    return switch (written.outcome()) {
      case ACKED -> {
        Write write = new Write(key, value, sent, now(), by);
        history.add(write);
        acked.incrementAndGet();
        session.wrote(write, written.token());
        yield Optional.of(write);
      }
      case UNKNOWN -> {
        history.add(new Write(key, value, sent, Write.NEVER, by));
        unknown.incrementAndGet();
        yield Optional.empty();
      }
      case REFUSED -> Optional.empty();
    };
  }

  /** Whether it was answered. */
  boolean look(URI node, Points points, Asking asking, String by) {
    long asked = now();
    Session session = asking.session();
    Optional<Points.Seen> seen =
        points.read(
            node,
            new Points.Inquiry(
                asking.question(), asking.wanted(), asking.terms(), session.token()));
    long answered = now();
    if (seen.isEmpty()) {
      failedReads.incrementAndGet();
      return false;
    }
    reads.incrementAndGet();
    String how = "%s, %s, %s".formatted(by, asking.question(), asking.terms());
    Points.Seen answer = seen.get();
    complainIfOldInPeace(answer, asked, how);
    answer
        .values()
        .forEach((key, value) -> {
          history.add(new Read(key, value, asked, answered, freshness(answer), how));
          if (asking.terms() == Terms.SESSION) {
            session
                .contained(key)
                .ifPresent(write ->
                    history.add(
                        new Read(
                            key, value, asked, answered, new Freshness.NotBefore(write), how)));
          }
        });
    if (asking.terms() == Terms.SESSION) {
      answer.token().ifPresent(session::saw);
      answer.values().values().forEach(value -> history.acked(value).ifPresent(session::contains));
    }
    if (asking.terms() == Terms.POSITION && asking.question().oneLook()) {
      answer
          .token()
          .ifPresent(at -> identical.add(at, asking.question().toString(), answer.text(), how));
    }
    return true;
  }

  private Freshness freshness(Points.Seen answer) {
    return answer.staleNanos() > 0 ? new Freshness.StaleBy(answer.staleNanos()) : plain;
  }

  private void complainIfOldInPeace(Points.Seen answer, long asked, String how) {
    if (answer.staleNanos() > 0) {
      oldReads.incrementAndGet();
      if (peace.hasLasted(asked)) {
        complaints.add(
            Complaints.Kind.OLD,
            "%.3f s: an answer %.3f s old, though nothing was harmed: %s"
                .formatted(asked / 1e9, answer.staleNanos() / 1e9, how));
      }
    }
  }

  /** What was done so far. */
  String told() {
    return "%d writes acked, %d not known to be done, %d reads answered, %d of them marked as old, %d not answered, %d compared at their position"
        .formatted(
            acked.get(),
            unknown.get(),
            reads.get(),
            oldReads.get(),
            failedReads.get(),
            identical.compared());
  }
}
