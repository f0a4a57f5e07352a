package io.dunlin.persistence.journal;

import com.typesafe.config.Config;
import io.dunlin.persistence.cassandra.SharedCassandra;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** One actor system for most tests, as each connects anew: their logs are different ones. */
class CassandraJournalContractTest extends JournalContract {
  private static final Config CONFIG = SharedCassandra.journal();
  private static JournalDriver shared;

  @BeforeAll
  static void connect() {
    shared = new JournalDriver(CONFIG);
  }

  @AfterAll
  static void disconnect() {
    shared.close();
  }

  @Override
  Config config() {
    return CONFIG;
  }

  @Override
  JournalDriver driver() {
    return shared;
  }

  @Override
  void stop() {
    // Not the shared one.
  }

  @Override
  void restart() {
    shared.close();
    shared = new JournalDriver(CONFIG);
    journal = shared;
  }
}
