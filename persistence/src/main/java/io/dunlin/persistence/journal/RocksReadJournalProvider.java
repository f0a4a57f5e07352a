package io.dunlin.persistence.journal;

import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.persistence.query.ReadJournalProvider;

/** What {@code dunlin.journal.query} names; Pekko makes it. */
public final class RocksReadJournalProvider implements ReadJournalProvider {
  private final RocksReadJournal journal;

  public RocksReadJournalProvider(ExtendedActorSystem system) {
    this.journal = new RocksReadJournal(system);
  }

  @Override
  public RocksScalaReadJournal scaladslReadJournal() {
    return new RocksScalaReadJournal(journal);
  }

  @Override
  public RocksReadJournal javadslReadJournal() {
    return journal;
  }
}
