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

/** A real Cassandra with all tables, one for all tests of a JVM: each takes logs of its own. */
public final class SharedCassandra {
  /** Where everything is. */
  public static final String KEYSPACE = "dunlin";

  static final String DATACENTER = "datacenter1";

  private static final class Holder {
    static final LocalCassandra CASSANDRA = start();
    static final Config JOURNAL = migrated();
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

  /** The settings of a node whose journal is there. */
  public static Config journal() {
    return Holder.JOURNAL;
  }

  private static Config migrated() {
    Config config =
        ConfigFactory.parseString(
                """
                dunlin.cassandra {
                  contact-points = ["127.0.0.1:%d"]
                  local-datacenter = %s
                  keyspace = %s
                }
                pekko.loglevel = WARNING
                pekko.actor.provider = local
                """
                    .formatted(Holder.CASSANDRA.contactPoint().getPort(), DATACENTER, KEYSPACE))
            .withFallback(ConfigFactory.parseResources("cassandra.conf"))
            .withFallback(ConfigFactory.defaultReferenceUnresolved())
            .resolve();
    ActorTestKit kit = ActorTestKit.create("migration", config);
    try (CqlSession cql = connect()) {
      CassandraSchema schema = new CassandraSchema(kit.system(), cql, KEYSPACE, DATACENTER, 1);
      if (schema.complete()) {
        throw new AssertionError("this Cassandra is not a new one");
      }
      schema.make();
      schema.make();
      if (!schema.complete() || schema.copiesThere().orElseThrow() != 1) {
        throw new AssertionError("not all tables were made");
      }
    } finally {
      kit.shutdownTestKit();
    }
    return config;
  }

  public static CqlSession connect() {
    return CqlSession.builder()
        .addContactPoint(Holder.CASSANDRA.contactPoint())
        .withLocalDatacenter(DATACENTER)
        .build();
  }
}
