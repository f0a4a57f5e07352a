package io.dunlin.persistence.journal;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Events of a log as streams, for followers. Both ends of a range are inclusive; deleted events are
 * left out without notice, so a follower must check that sequence numbers follow on. Event adapters
 * are not applied. Its Scala twin is {@link RocksScalaReadJournal}.
 */
public final class RocksReadJournal
    implements ReadJournal, EventsByPersistenceIdQuery, CurrentEventsByPersistenceIdQuery {
  /** For {@code PersistenceQuery.getReadJournalFor}. */
  public static final String IDENTIFIER = "dunlin.journal.query";

  private final RocksStore store;
  private final RecordCodec codec;

  RocksReadJournal(ExtendedActorSystem system) {
    this.store = RocksStore.get(Adapter.toTyped(system));
    this.codec = new RecordCodec(system);
  }

  /** Never completes before {@code to}; events that are written later follow without delay. */
  @Override
  public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long from, long to) {
    return events(persistenceId, from, to, EventsSource.End.FOLLOW);
  }

  /** Completes when a read finds no further event. */
  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long from, long to) {
    return events(persistenceId, from, to, EventsSource.End.COMPLETE);
  }

  private Source<EventEnvelope, NotUsed> events(
      String persistenceId, long from, long to, EventsSource.End end) {
    return Source.fromGraph(new EventsSource(store, codec, persistenceId, from, to, end));
  }
}
