package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.localcassandra.CassandraAddress;
import io.dunlin.localcassandra.LocalCassandra;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A node of the profile cluster, with a real Cassandra, as its users start both. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CassandraNodeIT {
  private static final Duration OUTAGE = Duration.ofSeconds(20);
  private static final int KILLS = 3;

  @TempDir static Path folder;
  private static LocalCassandra cassandra;
  private static final Map<String, String> SETTINGS = new HashMap<>();

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  @BeforeAll
  static void startCassandra() throws Exception {
    cassandra = LocalCassandra.start(folder.resolve("cassandra"), CassandraAddress.any(), "1g");
    SETTINGS.putAll(
        Map.of(
            "DUNLIN__PROFILE", "cluster",
            "DUNLIN__CLUSTER__PORT", "0",
            "DUNLIN__CLUSTER__NODE_PATIENCE", "1 s",
            "DUNLIN__MANAGEMENT__ENABLED", "off",
            "DUNLIN__CASSANDRA__REPLICATION_FACTOR", "1",
            "DUNLIN__CASSANDRA__CONTACT_POINTS",
                "127.0.0.1:" + cassandra.contactPoint().getPort()));
  }

  @AfterAll
  static void stopCassandra() {
    cassandra.close();
  }

  @Test
  @Order(1)
  void aNodeWithoutTablesSaysHowToMakeThem() throws Exception {
    StartedNode node = nodes.launch(data, SETTINGS);
    assertThat(node.awaitEnd()).isEqualTo(1);
    assertThat(node.log()).contains("Dunlin did not start").contains("bin/dunlin migrate");
  }

  @Test
  @Order(2)
  void migrateMakesThemAndMayBeRunAgain() throws Exception {
    for (int time = 0; time < 2; time++) {
      Process migrate = StartedNode.script("migrate").command(SETTINGS).start();
      String out = new String(migrate.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(migrate.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(out).contains("CREATE TABLE").contains("Keyspace dunlin is ready, with 1 copies");
      assertThat(migrate.exitValue()).isZero();
    }
  }

  @Test
  @Order(3)
  void killedAgainAndAgainNothingAckedIsLost() throws Exception {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.putAll(DurabilityIT.SMALL);
    new KilledUnderLoad(nodes, data, settings, KILLS).run();
    assertThat(data.resolve("journal")).doesNotExist();
  }

  @Test
  @Order(4)
  void anotherNodeOnAnEmptyDirectoryHasAll() throws Exception {
    StartedNode first = nodes.start(data.resolve("first"), SETTINGS);
    OutageLoad load = new OutageLoad(first.rest(), "moving");
    load.create();
    load.write(200);
    first.stop();
    StartedNode other = nodes.start(data.resolve("other"), SETTINGS);
    assertThat(Files.readString(first.data().resolve("node-id")))
        .isNotEqualTo(Files.readString(other.data().resolve("node-id")));
    load.movedTo(other.rest()).verify();
    other.stop();
  }

  @Test
  @Order(5)
  void whileTheJournalIsAwayReadsGoOnAndWritesComeBackWithIt() throws Exception {
    StartedNode node = nodes.start(data, SETTINGS);
    OutageLoad load = new OutageLoad(node.rest(), "outage");
    load.create();
    load.write(200);
    try (OutageLoad.Running running = load.start()) {
      Thread.sleep(Duration.ofSeconds(2));
      cassandra.kill();
      Thread.sleep(OUTAGE);
      assertThat(running.refused()).as("writes refused during the outage").isPositive();
      long ackedBefore = running.acked();
      restart();
      running.awaitAcked(ackedBefore + 20);
    }
    load.verify();
    node.stop();
  }

  private static void restart() throws IOException, InterruptedException {
    cassandra.restart();
  }
}
