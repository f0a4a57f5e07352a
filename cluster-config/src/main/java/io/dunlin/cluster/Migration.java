package io.dunlin.cluster;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.ConfigFactory;
import io.dunlin.cluster.settings.DunlinSettings;
import io.dunlin.cluster.storage.CassandraStorage;
import io.dunlin.persistence.cassandra.CassandraSchema;
import java.io.PrintStream;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Makes the tables that a cluster needs in Cassandra. May be run again. */
final class Migration {
  private Migration() {}

  /**
   * @throws NodeFailedException when a table cannot be made; those made before stay
   */
  static void run(DunlinSettings settings, PrintStream out) throws NodeFailedException {
    ActorSystem<?> system =
        ActorSystem.create(
            Behaviors.empty(),
            "dunlin-migrate",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(settings.config()));
    try {
      CqlSession cql =
          CassandraStorage.connect(system, settings.cassandra()).toCompletableFuture().join();
      CassandraSchema schema = CassandraStorage.schema(system, cql, settings.cassandra());
      schema.statements().forEach(statement -> out.println(statement.strip() + ";\n"));
      schema.make();
      out.println(
          "Keyspace %s is ready, with %d copies in data centre %s."
              .formatted(schema.keyspace(), schema.copiesThere().orElse(0), schema.datacenter()));
    } catch (CompletionException e) {
      throw new NodeFailedException(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw new NodeFailedException(e);
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }
}
