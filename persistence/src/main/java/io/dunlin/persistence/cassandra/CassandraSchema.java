package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.KeyspaceMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.cassandra.KeyspaceAndTableStatements;
import org.apache.pekko.persistence.cassandra.PluginSettings;

/**
 * The tables of a cluster: those of Pekko's journal and our own. Made by an explicit command and
 * never by a node that starts: two that make a table at the same time could leave it broken.
 * Everything may be made again; what is there stays as it is. Waits for Cassandra.
 *
 * @param datacenter where the journal's copies are, all of them
 * @param copies how many; an acked write survives the loss of one only from 3 on
 */
public record CassandraSchema(
    ActorSystem<?> system, CqlSession cql, String keyspace, String datacenter, int copies) {
  /** Below which a node warns when it starts. */
  public static final int SAFE_COPIES = 3;

  private static final String JOURNAL = "pekko.persistence.cassandra";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Each waits for up to ten seconds, the driver's own patience. */
  private static final int LOOKS = 6;

  static String sessionsTable(String keyspace) {
    return keyspace + ".dunlin_sessions";
  }

  static String epochsTable(String keyspace) {
    return keyspace + ".dunlin_epochs";
  }

  /** Makes what is missing. */
  public void make() {
    // What the driver knows of tables would be read again after each statement.
    cql.setSchemaMetadataEnabled(false);
    try {
      statements().forEach(this::execute);
    } finally {
      cql.setSchemaMetadataEnabled(null);
    }
    cql.refreshSchema();
  }

  /** What {@link #make} does, for who would rather do it by hand. */
  public List<String> statements() {
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
            .formatted(keyspace, datacenter, copies));
    PluginSettings journal =
        new PluginSettings(system.classicSystem(), system.settings().config().getConfig(JOURNAL));
    statements.addAll(
        new KeyspaceAndTableStatements(system.classicSystem(), JOURNAL, journal)
            .getCreateJournalTablesStatements());
    statements.add(SessionTable.schema(sessionsTable(keyspace)));
    statements.add(EpochTable.schema(epochsTable(keyspace)));
    return statements;
  }

  /** Whether all tables are there. */
  public boolean complete() {
    Optional<KeyspaceMetadata> found = cql.getMetadata().getKeyspace(keyspace);
    return found.isPresent()
        && List.of("messages", "metadata", "dunlin_sessions", "dunlin_epochs").stream()
            .allMatch(table -> found.get().getTable(table).isPresent());
  }

  /**
   * What tells these tables from those of any other cluster, and from those that are made after
   * these were dropped: the id that Cassandra gave one of them.
   */
  public String identity() {
    return cql.getMetadata()
        .getKeyspace(keyspace)
        .flatMap(found -> found.getTable("dunlin_sessions"))
        .flatMap(TableMetadata::getId)
        .map(id -> keyspace + " " + id)
        .orElseThrow(() -> new IllegalStateException("keyspace " + keyspace + " has no tables"));
  }

  /** Copies of the journal that there are in our data centre; empty when that is not known. */
  public Optional<Integer> copiesThere() {
    return cql.getMetadata()
        .getKeyspace(keyspace)
        .map(found -> found.getReplication())
        .flatMap(replication ->
            Optional.ofNullable(
                replication.getOrDefault(datacenter, replication.get("replication_factor"))))
        .map(Integer::parseInt);
  }

  /** The next statement may go to another node, which has to know what this one made. */
  private void execute(String statement) {
    ResultSet made = cql.execute(SimpleStatement.newInstance(statement).setTimeout(TIMEOUT));
    boolean agreed = made.getExecutionInfo().isSchemaInAgreement();
    for (int look = 0; !agreed && look < LOOKS; look++) {
      agreed = cql.checkSchemaAgreement();
    }
    if (!agreed) {
      throw new IllegalStateException(
          "Cassandra's nodes do not agree on their tables: see nodetool describecluster, and run this again when they do");
    }
  }
}
