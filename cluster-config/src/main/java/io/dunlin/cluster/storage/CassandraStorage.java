package io.dunlin.cluster.storage;

import com.datastax.oss.driver.api.core.CqlSession;
import io.dunlin.cluster.settings.CassandraSettings;
import io.dunlin.persistence.cassandra.CassandraFencing;
import io.dunlin.persistence.cassandra.CassandraLogTrimmer;
import io.dunlin.persistence.cassandra.CassandraSchema;
import io.dunlin.persistence.cassandra.FencingTimes;
import io.dunlin.persistence.cassandra.SessionFile;
import io.dunlin.persistence.model.NodeId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs in Cassandra, and this node's session there. */
public final class CassandraStorage {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraStorage.class);
  private static final String JOURNAL = "pekko.persistence.cassandra";

  private CassandraStorage() {}

  static CompletionStage<Storage> open(
      ActorSystem<?> system, CassandraSettings settings, NodeId node, Path dataDirectory) {
    return connect(system, settings)
        .thenApplyAsync(cql -> {
          CassandraSchema schema = schema(system, cql, settings);
          check(schema);
          JournalIdentity.check(dataDirectory, "cassandra " + schema.identity());
          CassandraFencing fencing =
              new CassandraFencing(
                  cql,
                  settings.keyspace(),
                  node,
                  FencingTimes.DEFAULTS,
                  Optional.of(new SessionFile(dataDirectory)));
          closeAfterShards(system, fencing);
          return new Storage(
              fencing,
              new CassandraLogTrimmer(
                  system, cql, settings.keyspace(), CassandraLogTrimmer.Pace.DEFAULT));
        });
  }

  /** The journal's own connections; waits until Cassandra answers. */
  public static CompletionStage<CqlSession> connect(
      ActorSystem<?> system, CassandraSettings settings) {
    LOG.info("Connecting to Cassandra at {}", String.join(", ", settings.contactPoints()));
    return CassandraSessionRegistry.get(system.classicSystem()).sessionFor(JOURNAL).underlying();
  }

  /** The tables as they are to be with these settings. */
  public static CassandraSchema schema(
      ActorSystem<?> system, CqlSession cql, CassandraSettings settings) {
    return new CassandraSchema(
        system, cql, settings.keyspace(), settings.datacenter(), settings.replicationFactor());
  }

  private static void check(CassandraSchema schema) {
    if (!schema.complete()) {
      throw new IllegalStateException(
          "Cassandra has not all tables of keyspace %s; make them, once for the whole cluster, with: bin/dunlin migrate"
              .formatted(schema.keyspace()));
    }
    int copies = schema.copiesThere().orElse(0);
    if (copies < CassandraSchema.SAFE_COPIES) {
      LOG.warn(
          "Keyspace {} has {} copies in data centre {}: the loss of one Cassandra node can stop all writes or lose what was acknowledged. Give it {}.",
          schema.keyspace(),
          copies,
          schema.datacenter(),
          CassandraSchema.SAFE_COPIES);
    }
  }

  /** The last thing to end: shards let go of their logs before. */
  private static void closeAfterShards(ActorSystem<?> system, CassandraFencing fencing) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "end-writer-session",
            () ->
                CompletableFuture.supplyAsync(() -> {
                  fencing.close();
                  return Done.getInstance();
                }));
  }
}
