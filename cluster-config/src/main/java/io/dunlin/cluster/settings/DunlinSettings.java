package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.http.ApiSettings;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.snapshot.SnapshotSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * All that a node is told from outside, checked. {@code docs/CONFIGURATION.md} describes each key.
 *
 * @param dataDirectory absolute; all files of the node lie below it
 * @param pinnedBytes what sealed segments may keep in memory
 * @param restore what is recovered before the node serves
 * @param resultCache absent: answers are not kept
 * @param config the merged configuration these records were read from, as the actor system gets it
 */
public record DunlinSettings(
    Profile profile,
    Path dataDirectory,
    LogLevel logLevel,
    KernelKind kernels,
    long pinnedBytes,
    ApiSettings api,
    ShardSettings shards,
    ManagementSettings management,
    ClusterSettings cluster,
    CassandraSettings cassandra,
    FileSettings files,
    SnapshotSettings snapshots,
    List<SnapshotToRestore> restore,
    Optional<AnswerSettings.Cache> resultCache,
    CursorSettings cursors,
    RerankSettings rerank,
    Config config) {

  /**
   * Pekko Management: cluster membership over HTTP, for operators. Its address stands in config.
   */
  public record ManagementSettings(boolean enabled) {}

  /**
   * A snapshot that a node starts from.
   *
   * @param collection its name from then on; empty: what it was, or all that are in the file
   */
  public record SnapshotToRestore(Path file, Optional<String> collection) {}

  /** The same with one copy of the journal in a Cassandra at this address. */
  public DunlinSettings at(String contactPoint) {
    return new DunlinSettings(
        profile,
        dataDirectory,
        logLevel,
        kernels,
        pinnedBytes,
        api,
        shards,
        management,
        cluster,
        new CassandraSettings(
            List.of(contactPoint), cassandra.datacenter(), cassandra.keyspace(), 1),
        files,
        snapshots,
        restore,
        resultCache,
        cursors,
        rerank,
        config.withValue(
            "datastax-java-driver.basic.contact-points",
            ConfigValueFactory.fromIterable(List.of(contactPoint))));
  }

  /** Whether a node is alone, with its logs in its directory, or one of several, with Cassandra. */
  public enum Profile {
    SINGLE,
    CLUSTER
  }

  /** How much the log tells; a level includes those before it. */
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** Which implementation of the distance kernels to use; {@code AUTO} is the fastest there is. */
  public enum KernelKind {
    AUTO,
    NATIVE,
    SIMD,
    SCALAR
  }
}
