package io.dunlin.cluster.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes are one database: whichever is asked, the answer is the same. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
  private static final int NODES = 3;
  private static final int SHARDS = 6;
  private static final int POINTS = 600;
  private static final int WIDE = 1_000;

  @RegisterExtension static final StartedNodes PROCESSES = new StartedNodes();
  @TempDir static Path folder;
  private static StartedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StartedCluster(folder, PROCESSES, NODES);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void anyNodeAnswersAnyRequest() throws Exception {
    create(0, "birds");
    for (int from = 0; from < POINTS; from += 100) {
      upsert(1, "birds", from, from + 100, 1);
    }
    for (int node = 0; node < NODES; node++) {
      assertThat(count(node, "birds")).isEqualTo(POINTS);
      assertThat(nearest(node, "birds", 123)).isEqualTo(123);
    }
    RestClient.Answer missing = rest(2).send("GET", "/collections/owls", "");
    assertThat(missing.status()).isEqualTo(404);
    RestClient.Answer wrong =
        rest(2)
            .send(
                "PUT",
                "/collections/birds/points?wait=true",
                "{\"points\":[{\"id\":1,\"vector\":[1,2,3]}]}");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("expected dim: 2, got 3");
  }

  @Test
  @Order(2)
  void shardsAreSpreadAndEachNodeSaysWhereTheyAre() throws Exception {
    Set<Long> peers = new HashSet<>();
    for (int node = 0; node < NODES; node++) {
      JsonNode where = rest(node).send("GET", "/collections/birds/cluster", "").result();
      assertThat(where.path("shard_count").asInt()).isEqualTo(SHARDS);
      assertThat(where.path("local_shards")).hasSize(SHARDS / NODES);
      assertThat(where.path("remote_shards")).hasSize(SHARDS - SHARDS / NODES);
      peers.add(where.path("peer_id").asLong());
    }
    assertThat(peers).hasSize(NODES);
  }

  @Test
  @Order(3)
  void aClientThatGoesRoundNeverMissesACollectionOrSeesOldPoints() throws Exception {
    for (int round = 0; round < 6; round++) {
      String fresh = "round-" + round % 2;
      create(round, fresh);
      assertThat(count(round + 1, fresh)).as("points of a collection that was dropped").isZero();
      upsert(round + 1, fresh, 0, 10 + round, round);
      assertThat(count(round + 2, fresh)).isEqualTo(10 + round);
      pointAlias(round + 2, "turn", fresh);
      for (int node = 0; node < NODES; node++) {
        assertThat(count(node, "turn")).as("through the alias").isEqualTo(10 + round);
        assertThat(nearest(node, "turn", 9 + round)).isEqualTo(9 + round);
      }
      upsert(round + 1, "turn", 10 + round, 15 + round, round);
      assertThat(count(round, "turn")).isEqualTo(15 + round);
      assertThat(count(round + 2, fresh)).isEqualTo(15 + round);
      if (round > 0) {
        String old = "round-" + (round + 1) % 2;
        assertThat(drop(round + 1, old)).isTrue();
        assertThat(rest(round).send("GET", "/collections/" + old, "").status()).isEqualTo(404);
        assertThat(count(round, "turn")).isEqualTo(15 + round);
      }
    }
    assertThat(rest(0).send("PUT", "/collections/turn", collection(1)).status()).isEqualTo(400);
    assertThat(drop(1, "round-1")).isTrue();
    for (int node = 0; node < NODES; node++) {
      assertThat(rest(node).send("GET", "/collections/turn", "").status()).isEqualTo(404);
      assertThat(rest(node).send("GET", "/aliases", "").result().path("aliases")).isEmpty();
    }
  }

  /** As users switch: the old one is taken away and the new one given in one request. */
  private static void pointAlias(int node, String alias, String collection) throws IOException {
    String actions =
        """
        {"actions":[{"delete_alias":{"alias_name":"%1$s"}},
          {"create_alias":{"alias_name":"%1$s","collection_name":"%2$s"}}]}
        """
            .formatted(alias, collection);
    assertThat(rest(node).send("POST", "/collections/aliases", actions).result().asBoolean())
        .isTrue();
  }

  private static boolean drop(int node, String collection) throws IOException {
    return rest(node).send("DELETE", "/collections/" + collection, "").result().asBoolean();
  }

  @Test
  @Order(4)
  void anyNodeGoesOnWithACursor() throws Exception {
    create(0, "pages");
    upsert(0, "pages", 0, 100, 1);
    for (String read : List.of("scroll", "query")) {
      String cursor = "{}";
      List<Integer> ids = new ArrayList<>();
      for (int page = 0; !cursor.equals("null"); page++) {
        RestClient.Answer answer =
            rest(page)
                .send(
                    "POST",
                    "/collections/pages/points/" + read,
                    "{\"limit\":30,\"cursor\":%s}".formatted(cursor));
        answer.result().path("points").forEach(point -> ids.add(point.path("id").asInt()));
        cursor = RestClient.parse(answer.body()).get("next_page_cursor").toString();
        assertThat(
                rest(page + 1)
                    .send(
                        "POST",
                        "/collections/pages/points/delete?wait=true",
                        "{\"points\":[%d,%d]}".formatted(page, 99 - page))
                    .status())
            .isEqualTo(200);
        upsert(page, "pages", 200 + page, 210 + page, 1);
      }
      if (read.equals("scroll")) {
        assertThat(ids).isEqualTo(IntStream.range(0, 100).boxed().toList());
        upsert(0, "pages", 0, 100, 2);
      } else {
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(100);
      }
    }
    assertThat(drop(1, "pages")).isTrue();
  }

  @Test
  @Order(4)
  void answersLargerThanAMessageCrossNodes() throws Exception {
    int points = 1_500;
    String body =
        "{\"vectors\":{\"size\":%d,\"distance\":\"Dot\"},\"shard_number\":3}".formatted(WIDE);
    assertThat(rest(0).send("PUT", "/collections/wide", body).result().asBoolean()).isTrue();
    String vector =
        IntStream.range(0, WIDE).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String upserts =
        IntStream.range(0, points)
            .mapToObj(id -> "{\"id\":%d,\"vector\":[%s]}".formatted(id, vector))
            .collect(Collectors.joining(","));
    RestClient.Answer written =
        rest(1)
            .send(
                "PUT",
                "/collections/wide/points?wait=true",
                "{\"points\":[%s]}".formatted(upserts));
    assertThat(written.status()).as(written.body()).isEqualTo(200);
    for (int node = 0; node < NODES; node++) {
      JsonNode page =
          rest(node)
              .send(
                  "POST",
                  "/collections/wide/points/scroll",
                  "{\"limit\":%d,\"with_vector\":true}".formatted(points))
              .result()
              .path("points");
      assertThat(page).hasSize(points);
      assertThat(page.get(points - 1).path("vector").get(WIDE - 1).asInt()).isEqualTo(WIDE - 1);
    }
  }

  @Test
  @Order(5)
  void anOperatorLooksAtTheClusterAndChangesIt() throws Exception {
    JsonNode where = placement(0);
    int shard = where.path("local_shards").get(0).path("shard_id").asInt();
    String number = Integer.toString(shard);
    String from = where.path("peer_id").asText();
    String to = placement(1).path("peer_id").asText();
    awaitReport(1, from);

    assertThat(cli(0, 1, "move", "birds", "17", from, to))
        .contains("`birds` has no shard 17; its shards are 0 to 5");
    assertThat(cli(1, 1, "abort", "birds", number)).contains("has no transfer");
    assertThat(cli(1, 1, "remove", to)).contains("drain it first, or force");
    assertThat(cli(1, 0, "move", "birds", number, from, to)).contains("see: dunlin cluster shards");
    await("the shard has moved", () -> holds(1, shard) && !holds(0, shard));
    await("no transfer is left", () -> placement(2).path("shard_transfers").isEmpty());
    assertThat(cli(2, 0, "shards", "birds")).contains("primary").contains("Active");
    awaitCount(0, "birds", System.nanoTime());

    assertThat(cli(0, 0, "drain", to)).contains("gives its copies to others");
    assertThat(cli(1, 0, "status")).contains("draining").contains("127.0.0.1:");
    await("the node is empty", () -> copies(to) == 0);
    awaitCount(1, "birds", System.nanoTime());
    assertThat(cli(0, 0, "undrain", to)).contains("may hold copies again");
    await("the node has its share again", () -> copies(to) > 1);
    await("no transfer is left", () -> placement(2).path("shard_transfers").isEmpty());
    awaitCount(2, "birds", System.nanoTime());
  }

  private static JsonNode placement(int node) throws IOException {
    return rest(node).send("GET", "/collections/birds/cluster", "").result();
  }

  private static boolean holds(int node, int shard) throws IOException {
    return placement(node).path("local_shards").findValues("shard_id").stream()
        .anyMatch(one -> one.asInt() == shard);
  }

  private static int copies(String peer) throws IOException {
    return rest(0)
        .send("GET", "/cluster", "")
        .result()
        .path("peers")
        .path(peer)
        .path("copies")
        .asInt();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(String what, Condition condition) throws Exception {
    long since = System.nanoTime();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - since).as(what).isLessThan(90_000_000_000L);
      Thread.sleep(100);
    }
    System.out.printf("ClusterIT: %s after %.1f s%n", what, (System.nanoTime() - since) / 1e9);
  }

  /** Waits until a node knows how full another one is. */
  private static void awaitReport(int node, String peer) throws Exception {
    await(
        "a report",
        () -> {
          JsonNode told = rest(node).send("GET", "/cluster/peer/" + peer, "").result();
          return told.path("capacity_bytes").asLong() > told.path("used_bytes").asLong()
              && told.path("shards").size() >= SHARDS / NODES;
        });
  }

  private static String cli(int node, int exitCode, String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("cluster"));
    arguments.addAll(List.of(words));
    arguments.add("--url=http://127.0.0.1:" + cluster.node(node).httpPort());
    Process process =
        StartedNode.script(arguments.toArray(String[]::new)).command(Map.of()).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
    return said;
  }

  @Test
  @Order(5)
  void aReleasedCollectionIsMappedOnNoNodeUntilSomebodyAsks() throws Exception {
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "needs /proc");
    Set<String> others = mapped();
    String replicated =
        "{\"vectors\":{\"size\":2,\"distance\":\"Euclid\"},\"shard_number\":3,\"replication_factor\":2}";
    assertThat(rest(0).send("PUT", "/collections/quiet", replicated).result().asBoolean()).isTrue();
    upsert(0, "quiet", 0, POINTS, 1);
    awaitAllCopies("quiet");
    assertThat(rest(1).send("POST", "/collections/quiet/optimize", "").status()).isEqualTo(200);
    await("both copies of each shard are mapped", () -> added(others).size() == 6);
    assertThat(cli(1, 0, "release", "quiet"))
        .contains("Shard 0 of `quiet`: released")
        .contains("Shard 2 of `quiet`: released")
        .contains("on each of 2 nodes");
    await("no copy is mapped", () -> added(others).isEmpty());
    assertThat(rest(2).send("GET", "/collections/quiet", "").result().path("status").asText())
        .isEqualTo("grey");
    assertThat(added(others)).as("to look at it opens nothing").isEmpty();

    assertThat(count(2, "quiet")).isEqualTo(POINTS);
    awaitAllCopies("quiet");
    await("replicas are back", () -> added(others).size() == 6);
    assertThat(rest(0).send("POST", "/collections/quiet/release", "").status()).isEqualTo(200);
    upsert(1, "quiet", POINTS, POINTS + 10, 1);
    assertThat(count(2, "quiet")).isEqualTo(POINTS + 10);
    assertThat(rest(0).send("POST", "/collections/quiet/release", "").status()).isEqualTo(200);
    assertThat(cli(2, 0, "load", "quiet")).contains("Shard 1 of `quiet`: loaded");
    assertThat(nearest(0, "quiet", 77)).isEqualTo(77);
    assertThat(drop(1, "quiet")).isTrue();
  }

  private static Set<String> added(Set<String> others) throws IOException {
    Set<String> added = mapped();
    added.removeAll(others);
    return added;
  }

  /** The folders of shards, on all nodes, of which sealed files are mapped. */
  private static Set<String> mapped() throws IOException {
    Set<String> folders = new HashSet<>();
    for (int node = 0; node < NODES; node++) {
      String prefix = cluster.segments(node).toString();
      Path maps = Path.of("/proc", Long.toString(cluster.node(node).pid()), "maps");
      for (String line : Files.readAllLines(maps)) {
        if (line.contains(prefix) && line.contains(".seg")) {
          folders.add(
              Objects.requireNonNull(Path.of(line.substring(line.indexOf('/'))).getParent())
                  .toString());
        }
      }
    }
    return folders;
  }

  @Test
  @Order(6)
  void aNodeThatIsKilledLeavesItsShardsToTheOthers() throws Exception {
    String replicated =
        "{\"vectors\":{\"size\":2,\"distance\":\"Euclid\"},\"shard_number\":%d,\"replication_factor\":2}"
            .formatted(SHARDS);
    assertThat(rest(0).send("PUT", "/collections/flock", replicated).result().asBoolean()).isTrue();
    upsert(0, "flock", 0, POINTS, 1);
    awaitAllCopies("flock");
    long killed = System.nanoTime();
    cluster.node(2).kill9();
    // Every shard has a copy that is alive.
    awaitCount(0, "flock", killed);
    assertThat(System.nanoTime() - killed).isLessThan(10_000_000_000L);
    awaitWrite(1, "flock", killed);
    System.out.printf(
        "ClusterIT: all shards with copies are written after %.1f s%n",
        (System.nanoTime() - killed) / 1e9);
    assertThat(count(0, "flock")).isEqualTo(POINTS);
    awaitCount(0, "birds", killed);
    awaitCount(1, "birds", killed);
    upsert(0, "birds", 0, POINTS, 2);
    assertThat(count(1, "birds")).isEqualTo(POINTS);
    cluster.restart(2);
    cluster.awaitMembers(NODES);
    awaitCount(2, "birds", System.nanoTime());
    assertThat(nearest(2, "birds", 77)).isEqualTo(77);
  }

  /** Every copy has everything: else a read of all of them is refused. */
  private static void awaitAllCopies(String collection) throws Exception {
    long since = System.nanoTime();
    String path = "/collections/" + collection + "/points/count?consistency=all&timeout=2";
    RestClient.Answer answer = rest(0).send("POST", path, "{}");
    while (answer.status() != 200) {
      assertThat(System.nanoTime() - since).as(answer.body()).isLessThan(60_000_000_000L);
      Thread.sleep(100);
      answer = rest(0).send("POST", path, "{}");
    }
    assertThat(answer.result().path("count").asInt()).isEqualTo(POINTS);
  }

  /** A client that sends again what was answered as unknown. */
  private static void awaitWrite(int node, String collection, long since) throws Exception {
    String path = "/collections/" + collection + "/points?wait=true&timeout=20";
    RestClient.Answer answer = rest(node).send("PUT", path, points(0, POINTS, 2));
    while (answer.status() != 200) {
      assertThat(answer.status()).as(answer.body()).isIn(503, 408);
      assertThat(System.nanoTime() - since).as(answer.body()).isLessThan(60_000_000_000L);
      answer = rest(node).send("PUT", path, points(0, POINTS, 2));
    }
  }

  private static void awaitCount(int node, String collection, long since) throws Exception {
    while (true) {
      RestClient.Answer answer =
          rest(node).send("POST", "/collections/" + collection + "/points/count?timeout=2", "{}");
      if (answer.status() == 200) {
        assertThat(answer.result().path("count").asInt()).isEqualTo(POINTS);
        System.out.printf(
            "ClusterIT: node %d reads all shards after %.1f s%n",
            node, (System.nanoTime() - since) / 1e9);
        return;
      }
      assertThat(answer.status()).as(answer.body()).isIn(503, 408);
      assertThat(System.nanoTime() - since).as(answer.body()).isLessThan(90_000_000_000L);
      Thread.sleep(200);
    }
  }

  private static RestClient rest(int node) {
    return cluster.node(node % NODES).rest();
  }

  private static void create(int node, String collection) throws IOException {
    RestClient.Answer made =
        rest(node).send("PUT", "/collections/" + collection, collection(SHARDS));
    assertThat(made.result().asBoolean()).isTrue();
  }

  private static String collection(int shards) {
    return "{\"vectors\":{\"size\":2,\"distance\":\"Euclid\"},\"shard_number\":%d}"
        .formatted(shards);
  }

  private static void upsert(int node, String collection, int from, int to, int round)
      throws IOException {
    RestClient.Answer answer =
        rest(node)
            .send(
                "PUT", "/collections/" + collection + "/points?wait=true", points(from, to, round));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static String points(int from, int to, int round) {
    return IntStream.range(from, to)
        .mapToObj(id ->
            "{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"round\":%d}}".formatted(id, id, round))
        .collect(Collectors.joining(",", "{\"points\":[", "]}"));
  }

  private static int count(int node, String collection) throws IOException {
    return rest(node)
        .send("POST", "/collections/" + collection + "/points/count", "{}")
        .result()
        .path("count")
        .asInt();
  }

  private static int nearest(int node, String collection, int to) throws IOException {
    return rest(node)
        .send(
            "POST",
            "/collections/" + collection + "/points/search",
            "{\"vector\":[%d,0],\"limit\":3}".formatted(to))
        .result()
        .get(0)
        .path("id")
        .asInt();
  }
}
