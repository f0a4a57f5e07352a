package io.dunlin.persistence.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** A real Cassandra, one for all tests of a JVM: each takes a keyspace of its own. */
public final class SharedCassandra {
  private static final String DATACENTER = "datacenter1";

  private static final class Holder {
    static final LocalCassandra CASSANDRA = start();
  }

  private SharedCassandra() {}

  private static LocalCassandra start() {
    try {
      // It ends with this process; the folder is below the build's.
      Path folder =
          Files.createTempDirectory(Files.createDirectories(Path.of("target")), "cassandra");
      return LocalCassandra.start(folder, CassandraAddress.any(), "1g");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The settings of a node whose journal is in this keyspace, which has been made. */
  public static Config journal(String keyspace) {
    Config config = config(keyspace);
    ActorTestKit kit = ActorTestKit.create("migration", config);
    try (CqlSession cql = connect()) {
      new CassandraSchema(kit.system(), cql, keyspace, DATACENTER, 1).make();
    } finally {
      kit.shutdownTestKit();
    }
    return config;
  }

  /** The same before anything was made. */
  static Config config(String keyspace) {
    return ConfigFactory.parseString(
            """
            dunlin.cassandra {
              contact-points = ["127.0.0.1:%d"]
              local-datacenter = %s
              keyspace = %s
            }
            pekko.loglevel = WARNING
            pekko.actor.provider = local
            """
                .formatted(Holder.CASSANDRA.contactPoint().getPort(), DATACENTER, keyspace))
        .withFallback(ConfigFactory.parseResources("cassandra.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve();
  }

  public static CqlSession connect() {
    return CqlSession.builder()
        .addContactPoint(Holder.CASSANDRA.contactPoint())
        .withLocalDatacenter(DATACENTER)
        .build();
  }
}
