package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import io.dunlin.actors.query.CursorSettings;
import io.dunlin.actors.shard.ShadowSettings;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.cluster.settings.DunlinSettings.KernelKind;
import io.dunlin.cluster.settings.DunlinSettings.LogLevel;
import io.dunlin.cluster.settings.DunlinSettings.ManagementSettings;
import io.dunlin.cluster.settings.DunlinSettings.Profile;
import io.dunlin.cluster.settings.DunlinSettings.SnapshotToRestore;
import io.dunlin.http.ApiSettings;
import io.dunlin.http.compress.Compression;
import io.dunlin.http.compress.Encoding;
import io.dunlin.http.grpc.GrpcSettings;
import io.dunlin.persistence.store.S3Access;
import io.dunlin.sharding.answer.AnswerSettings;
import io.dunlin.sharding.snapshot.SnapshotSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads everything a node is told, or says everything that is wrong with it. */
public final class SettingsReader {
  private static final String SNAPSHOT_BUCKETS = "dunlin.snapshots.s3";
  private static final String DRIVER = "datastax-java-driver";

  private final Config config;
  private final KeyReader keys;

  private SettingsReader(Config config, List<Problem> problems) {
    this.config = config;
    this.keys = new KeyReader(config, problems);
  }

  /** The settings of a node that is to be started from these sources. */
  public static DunlinSettings read(SettingsSources sources) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    ConfigLayers layers = ConfigLayers.read(sources, problems);
    Config config = merge(layers, problems);
    problems.addAll(
        UnknownKeys.find(layers.defaults().resolve(), layers.given().resolveWith(config)));
    DunlinSettings settings = new SettingsReader(config, problems).settings();
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return settings;
  }

  /** Variables that look like settings of Qdrant's and have no effect here. */
  public static List<String> ignoredVariables(Map<String, String> environment) {
    return new Environment(environment).ignored();
  }

  private static Config merge(ConfigLayers layers, List<Problem> problems)
      throws InvalidSettingsException {
    try {
      return layers.merged();
    } catch (ConfigException e) {
      // Nothing can be read from a configuration whose references lead nowhere.
      problems.add(new Problem("references", String.valueOf(e.getMessage())));
      throw new InvalidSettingsException(problems);
    }
  }

  private DunlinSettings settings() {
    keys.host("dunlin.management.host");
    keys.port("dunlin.management.port");
    keys.flag("dunlin.management.read-only");
    keys.duration("dunlin.connections.keep-alive.idle");
    keys.duration("dunlin.connections.keep-alive.interval");
    keys.count("dunlin.connections.keep-alive.probes", 1);
    keys.count("dunlin.search.together", 1);
    Profile profile = keys.oneOf("dunlin.profile", Profile.class);
    boolean managed = keys.flag("dunlin.management.enabled");
    ClusterReader clusters = new ClusterReader(config, keys);
    ClusterSettings cluster = clusters.settings(profile, managed);
    CassandraSettings cassandra = cassandra();
    Path data = keys.directory("dunlin.data-dir");
    return new DunlinSettings(
        profile,
        data,
        keys.oneOf("dunlin.log-level", LogLevel.class),
        keys.oneOf("dunlin.kernels", KernelKind.class),
        keys.bytesOrShare("dunlin.memory.pinned", MachineMemory.besideHeap()),
        api(),
        shards(),
        new ManagementSettings(managed),
        cluster,
        cassandra,
        new FileSettingsReader(keys).read(),
        snapshots(data),
        restore(),
        resultCache(),
        cursors(),
        new RerankReader(config, keys).read(),
        withoutSecrets(clusters.told(withDriver(cassandra), cluster.discovery())));
  }

  private SnapshotSettings snapshots(Path data) {
    String key = "dunlin.snapshots.folder";
    return new SnapshotSettings(
        keys.text(key, "expected a directory's path, or nothing").isBlank()
            ? data.resolve("snapshots")
            : keys.directory(key),
        keys.size("dunlin.snapshots.max-upload-size"),
        new S3Reader(keys, SNAPSHOT_BUCKETS).read(SettingsReader::checked).orElse(S3Access.USUAL));
  }

  /** As far as that can be seen before there is a bucket. */
  private static S3Access checked(S3Access access) {
    var _ = access.of("any-bucket", "");
    return access;
  }

  /** A colon parts the file from the collection. */
  private List<SnapshotToRestore> restore() {
    return keys.texts("dunlin.snapshots.restore", "expected FILE or FILE:COLLECTION").stream()
        .map(text -> {
          int colon = text.lastIndexOf(':');
          return new SnapshotToRestore(
              Path.of(colon < 0 ? text : text.substring(0, colon)).toAbsolutePath(),
              colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1)));
        })
        .toList();
  }

  private Optional<AnswerSettings.Cache> resultCache() {
    AnswerSettings.Cache cache =
        new AnswerSettings.Cache(
            keys.bytes("dunlin.result-cache.size"), keys.duration("dunlin.result-cache.lifetime"));
    return keys.flag("dunlin.result-cache.enabled") ? Optional.of(cache) : Optional.empty();
  }

  private CursorSettings cursors() {
    return new CursorSettings(
        keys.duration("dunlin.cursors.keep-alive"),
        keys.duration("dunlin.cursors.longest-keep-alive"),
        keys.count("dunlin.cursors.most", 1),
        keys.count("dunlin.cursors.most-per-collection", 1),
        keys.count("dunlin.cursors.reach", 1));
  }

  private CassandraSettings cassandra() {
    return new CassandraSettings(
        keys.addresses("dunlin.cassandra.contact-points"),
        keys.host("dunlin.cassandra.local-datacenter"),
        keys.name("dunlin.cassandra.keyspace"),
        keys.count("dunlin.cassandra.replication-factor", 1));
  }

  /** What the driver has to be told in its own words. */
  private Config withDriver(CassandraSettings cassandra) {
    Config told =
        config.withValue(
            DRIVER + ".basic.contact-points",
            ConfigValueFactory.fromIterable(cassandra.contactPoints()));
    String user = keys.text("dunlin.cassandra.username", "expected a name, or nothing");
    if (user.isEmpty()) {
      return told;
    }
    String auth = DRIVER + ".advanced.auth-provider.";
    String password = keys.text("dunlin.cassandra.password", "expected a password");
    return told.withValue(auth + "class", ConfigValueFactory.fromAnyRef("PlainTextAuthProvider"))
        .withValue(auth + "username", ConfigValueFactory.fromAnyRef(user))
        .withValue(auth + "password", ConfigValueFactory.fromAnyRef(password));
  }

  private static Config withoutSecrets(Config config) {
    Config open = config.withoutPath(RerankReader.SERVICES);
    for (List<String> secrets :
        List.of(
            FileSettingsReader.SECRETS, S3Reader.secrets(SNAPSHOT_BUCKETS), AccessReader.SECRETS)) {
      for (String key : secrets) {
        open = open.withoutPath(key);
      }
    }
    return open;
  }

  private ApiSettings api() {
    String host = keys.host("dunlin.host");
    return new ApiSettings(
        rest(host),
        new ApiSettings.Address(host, keys.port("dunlin.grpc.port")),
        new GrpcSettings(
            (int) keys.bytes("dunlin.grpc.max-message-size"),
            keys.duration("dunlin.grpc.default-timeout"),
            compression("grpc")),
        ThisBuild.info(),
        new AccessReader(keys).read());
  }

  private ApiSettings.Rest rest(String host) {
    Duration timeout = keys.duration("dunlin.http.default-timeout");
    Duration idle = keys.duration("dunlin.http.idle-timeout");
    if (idle.compareTo(timeout) <= 0) {
      keys.refuse(
          "dunlin.http.idle-timeout",
          "expected more than dunlin.http.default-timeout",
          config.getString("dunlin.http.idle-timeout"));
      idle = timeout.plusSeconds(1);
    }
    return new ApiSettings.Rest(
        new ApiSettings.Address(host, keys.port("dunlin.http.port")),
        (int) keys.bytes("dunlin.http.max-request-size"),
        timeout,
        idle,
        compression("rest"));
  }

  /** Of one of the two APIs. */
  private Compression compression(String api) {
    return new Compression(
        List.copyOf(keys.someOf("dunlin.compression.encodings", Encoding.class)),
        (int) keys.bytes("dunlin.compression.%s-answers-from".formatted(api)));
  }

  private ShardSettings shards() {
    int threads = keys.count("dunlin.shard.builder-threads", 0);
    return new ShardSettings(
        keys.bytes("dunlin.shard.freeze-size"),
        keys.bytes("dunlin.shard.event-size"),
        keys.bytes("dunlin.shard.queue-size"),
        keys.count("dunlin.shard.backlog-rows", 1),
        keys.bytes("dunlin.shard.backlog-size"),
        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
        new ShadowSettings(
            keys.share("dunlin.shard.shadow.recall-drop"),
            keys.count("dunlin.shard.shadow.queries", 1)));
  }
}
