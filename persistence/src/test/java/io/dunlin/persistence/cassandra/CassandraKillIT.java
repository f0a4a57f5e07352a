package io.dunlin.persistence.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.LocalCassandra;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link LocalCassandra} promises of the Cassandra that it starts. */
class CassandraKillIT {
  private static final int ROWS = 300;

  @TempDir Path folder;

  @Test
  void whatWasAckedIsThereAfterAKillRightBehindTheAck() throws Exception {
    try (LocalCassandra cassandra = LocalCassandra.start(folder, CassandraAddress.any(), "512m")) {
      try (CqlSession session = connect(cassandra)) {
        session.execute(
            "CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE k.acked (number int PRIMARY KEY)");
        PreparedStatement insert = session.prepare("INSERT INTO k.acked (number) VALUES (?)");
        for (int row = 0; row < ROWS; row++) {
          session.execute(insert.bind(row));
        }
        cassandra.kill();
      }
      cassandra.restart();
      try (CqlSession session = connect(cassandra)) {
        assertThat(session.execute("SELECT number FROM k.acked").all()).hasSize(ROWS);
      }
    }
  }

  private static CqlSession connect(LocalCassandra cassandra) {
    return CqlSession.builder()
        .addContactPoint(cassandra.contactPoint())
        .withLocalDatacenter(SharedCassandra.DATACENTER)
        .build();
  }
}
