package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.cluster.proof.StartedCluster.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes that look each other up, and what clients notice when each is started anew. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollingRestartIT {
  private static final int NODES = 3;
  private static final int SHARDS = 6;
  private static final int CLIENTS = 2;

  /** What Pekko Management says then. */
  private static final int NOT_READY = 500;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final StartedNodes PROCESSES = new StartedNodes();
  @TempDir static Path folder;
  private static StartedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StartedCluster(folder, PROCESSES, NODES, Finding.DISCOVERY);
    String body =
        "{\"vectors\":{\"size\":2,\"distance\":\"Euclid\"},\"shard_number\":%d}".formatted(SHARDS);
    assertThat(rest(0).send("PUT", "/collections/rolling", body).result().asBoolean()).isTrue();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void nodesThatFoundEachOtherAreOneCluster() throws Exception {
    for (int node = 0; node < NODES; node++) {
      assertThat(cluster.management(node).send("GET", "/alive", "").status()).isEqualTo(200);
      awaitReady(node);
      JsonNode membership =
          RestClient.parse(cluster.management(node).send("GET", "/cluster/members", "").body());
      assertThat(membership.path("members")).hasSize(NODES);
      membership
          .path("members")
          .forEach(member -> assertThat(member.path("status").asText()).isEqualTo("Up"));
    }
  }

  @Test
  @Order(2)
  void eachNodeStartedAnewInTurnFailsNoReadAndNoWriteThatIsSentAgain() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<RestClient> clients = new ArrayList<>();
    IntStream.range(0, NODES).forEach(node -> clients.add(rest(node)));
    try (BalancedLoad load = new BalancedLoad("restarts", "rolling", clients)) {
      load.start(CLIENTS, seed);
      for (int node = 0; node < NODES; node++) {
        load.awaitWrites(50);
        long begin = System.nanoTime();
        RestClient management = cluster.management(node);
        CompletableFuture<Boolean> unready =
            CompletableFuture.supplyAsync(
                () -> becomesUnready(management), Thread.ofVirtual()::start);
        cluster.node(node).stop();
        assertThat(unready.get()).as("/ready says no before the node is gone").isTrue();
        System.out.printf(
            "RollingRestartIT: node %d stopped in %.1f s%n",
            node, (System.nanoTime() - begin) / 1e9);
        load.awaitWrites(50);
        cluster.restart(node);
        load.replace(node, rest(node));
        awaitReady(node);
      }
      load.awaitWrites(50);
    }
  }

  private static boolean becomesUnready(RestClient management) {
    try {
      int status = 200;
      while (status == 200) {
        Thread.sleep(20);
        status = management.send("GET", "/ready", "").status();
      }
      return status == NOT_READY;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  @Test
  @Order(3)
  void aMemberThatIsToldToLeaveHandsOverToo() throws Exception {
    JsonNode known =
        RestClient.parse(cluster.management(2).send("GET", "/cluster/members", "").body());
    String leaver = known.path("selfNode").asText();
    List<RestClient> clients = List.of(rest(0), rest(1));
    try (BalancedLoad load = new BalancedLoad("leave", "rolling", clients)) {
      load.start(CLIENTS, 1);
      load.awaitWrites(20);
      String address = leaver.substring(leaver.indexOf("://") + 3);
      assertThat(cluster.management(0).send("DELETE", "/cluster/members/" + address, "").status())
          .isEqualTo(200);
      assertThat(cluster.node(2).awaitEnd()).as("it did not stop because it was asked to").isOne();
      load.awaitWrites(20);
    }
    JsonNode left =
        RestClient.parse(cluster.management(0).send("GET", "/cluster/members", "").body());
    assertThat(left.path("members")).hasSize(NODES - 1);
  }

  private static void awaitReady(int node) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    RestClient.Answer answer = cluster.management(node).send("GET", "/ready", "");
    while (answer.status() != 200) {
      assertThat(System.nanoTime()).as(answer.body()).isLessThan(deadline);
      Thread.sleep(100);
      answer = cluster.management(node).send("GET", "/ready", "");
    }
  }

  private static RestClient rest(int node) {
    return cluster.node(node).rest();
  }
}
