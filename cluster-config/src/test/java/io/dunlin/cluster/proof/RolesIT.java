package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes with different roles: the first, which is the oldest, holds nothing and answers everything;
 * the last holds copies and leads none. And what their metrics tell.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesIT {
  private static final List<String> ROLES =
      List.of("proxy", "data,coordinator", "data,coordinator", "query");
  private static final int PROXY = 0;
  private static final int QUERY = 3;
  private static final int SHARDS = 4;
  private static final int POINTS = 400;
  private static final String LABELS = "\\{collection=\"birds\",shard=\"\\d+\"}";

  @RegisterExtension static final StartedNodes PROCESSES = new StartedNodes();
  @TempDir static Path folder;
  private static StartedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    cluster =
        new StartedCluster(
            folder,
            PROCESSES,
            ROLES.size(),
            node -> Map.of("DUNLIN__CLUSTER__ROLES", ROLES.get(node)));
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void aProxyHoldsNothingAndAnswersEverything() throws Exception {
    String body =
        "{\"vectors\":{\"size\":2,\"distance\":\"Euclid\"},\"shard_number\":%d,\"replication_factor\":3}"
            .formatted(SHARDS);
    assertThat(rest(PROXY).send("PUT", "/collections/birds", body).result().asBoolean()).isTrue();
    upsert(PROXY, 1);
    await("every copy has everything", () -> countOfAll(PROXY) == POINTS);
    assertThat(nearest(PROXY, 77)).isEqualTo(77);
    for (int node = 0; node < ROLES.size(); node++) {
      JsonNode told = rest(PROXY).send("GET", "/cluster/peer/" + peer(node), "").result();
      List<Boolean> primaries = new ArrayList<>();
      told.path("shards").forEach(shard -> primaries.add(shard.path("primary").asBoolean()));
      if (node == PROXY) {
        assertThat(primaries).isEmpty();
      } else {
        assertThat(primaries).as("shards of node %d", node).hasSize(SHARDS);
        assertThat(primaries.contains(true)).as("leads, node %d", node).isEqualTo(node != QUERY);
      }
    }
    JsonNode peers = rest(QUERY).send("GET", "/cluster", "").result().path("peers");
    assertThat(peers.path(peer(PROXY)).path("roles").toString()).isEqualTo("[\"proxy\"]");
    assertThat(peers.path(peer(1)).path("roles").toString())
        .isEqualTo("[\"data\",\"coordinator\"]");
    RestClient.Answer refused =
        rest(1)
            .send(
                "POST",
                "/collections/birds/cluster",
                "{\"replicate_shard\":{\"shard_id\":0,\"from_peer_id\":%s,\"to_peer_id\":%s}}"
                    .formatted(peer(1), peer(PROXY)));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("holds no copies, by its roles");
  }

  @Test
  @Order(2)
  void metricsTellOfCopiesOnTheNodesThatHaveThem() throws Exception {
    await(
        "no copy is behind",
        () -> {
          List<Double> positions = all("dunlin_replica_lag_positions" + LABELS);
          List<Double> seconds = all("dunlin_replica_lag_seconds" + LABELS);
          return positions.size() == 2 * SHARDS
              && positions.stream().allMatch(lag -> lag == 0)
              && seconds.size() == 2 * SHARDS
              && seconds.stream().allMatch(lag -> lag == 0);
        });
    await(
        "writers see it too",
        () ->
            all("dunlin_followers_lag_positions" + LABELS).equals(repeated(0, SHARDS))
                && all("dunlin_followers_lag_seconds" + LABELS).equals(repeated(0, SHARDS))
                && all("dunlin_feed_in_flight_bytes" + LABELS).equals(repeated(0, SHARDS)));
    assertThat(all("dunlin_shard_copies_wanted" + LABELS)).isEqualTo(repeated(3, SHARDS));
    await(
        "all are in sync",
        () -> all("dunlin_shard_copies_in_sync" + LABELS).equals(repeated(3, SHARDS)));
    assertThat(all("cluster_peers_total")).isEqualTo(repeated(4, 4));
    assertThat(all("dunlin_members\\{state=\"reachable\"}")).isEqualTo(repeated(4, 4));
    assertThat(all("dunlin_catalog_version")).doesNotContain(0.0);
    // Kamon's are up to a second old, and the catalog hears of what is done every two.
    await("epochs were claimed", () -> sum("dunlin_epochs_claimed_total") >= SHARDS);
    await(
        "copies were made",
        () ->
            sum("dunlin_copies_begun_total") == 2 * SHARDS
                && sum("dunlin_copies_done_total") == 2 * SHARDS
                && sum("dunlin_copies_under_way") == 0);
    assertThat(values(PROXY, "dunlin_copies_begun_total"))
        .as("the catalog runs where coordinators are")
        .doesNotContain(2.0 * SHARDS);
    assertThat(text(PROXY)).doesNotContain("{collection=\"birds\",shard=");
    assertThat(sum("dunlin_copies_diverged_total")).isZero();
  }

  @Test
  @Order(3)
  void whenADataNodeIsGoneTheOtherLeadsAndNotTheQueryNode() throws Exception {
    cluster.node(1).kill9();
    long since = System.nanoTime();
    await(
        "a write through the proxy",
        () -> {
          RestClient.Answer answer =
              rest(PROXY).send("PUT", "/collections/birds/points?wait=true&timeout=20", points(2));
          assertThat(answer.status()).as(answer.body()).isIn(200, 408, 503);
          return answer.status() == 200;
        });
    System.out.printf("RolesIT: written again after %.1f s%n", (System.nanoTime() - since) / 1e9);
    assertThat(count(PROXY)).isEqualTo(POINTS);
    assertThat(nearest(QUERY, 33)).isEqualTo(33);
    JsonNode leads = rest(QUERY).send("GET", "/cluster/peer/" + peer(2), "").result();
    assertThat(leads.path("shards").findValuesAsText("primary"))
        .isEqualTo(IntStream.range(0, SHARDS).mapToObj(_ -> "true").toList());
    await("a promoted copy is told of", () -> sumOf(2, "dunlin_copies_promoted_total") > 0);
  }

  @Test
  @Order(4)
  void whatIsDroppedIsInNoMetricAnyMore() throws Exception {
    assertThat(rest(PROXY).send("DELETE", "/collections/birds", "").result().asBoolean()).isTrue();
    for (int node : List.of(PROXY, 2, QUERY)) {
      assertThat(text(node)).doesNotContain("lag_positions{collection=\"birds\"");
    }
  }

  // ---- metrics ----

  private static String text(int node) throws IOException {
    return rest(node).send("GET", "/metrics", "").body();
  }

  /** Of one node's lines that begin so. */
  private static List<Double> values(int node, String pattern) throws IOException {
    return text(node)
        .lines()
        .filter(line -> line.matches(pattern + " \\S+"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1).replace("+Inf", "Infinity"))
        .map(Double::valueOf)
        .toList();
  }

  private static List<Double> all(String pattern) throws IOException {
    List<Double> values = new ArrayList<>();
    for (int node = 0; node < ROLES.size(); node++) {
      values.addAll(values(node, pattern));
    }
    return values;
  }

  private static double sum(String name) throws IOException {
    return all(name).stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double sumOf(int node, String name) throws IOException {
    return values(node, name).stream().mapToDouble(Double::doubleValue).sum();
  }

  private static List<Double> repeated(double value, int times) {
    return IntStream.range(0, times).mapToObj(_ -> value).toList();
  }

  // ---- requests ----

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(String what, Condition condition) throws Exception {
    long since = System.nanoTime();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - since).as(what).isLessThan(60_000_000_000L);
      Thread.sleep(100);
    }
  }

  private static RestClient rest(int node) {
    return cluster.node(node).rest();
  }

  private static final Map<Integer, String> NUMBERS = new HashMap<>();

  /** The number of a node, also when it is gone. */
  private static String peer(int node) throws IOException {
    String known = NUMBERS.get(node);
    if (known == null) {
      known = rest(node).send("GET", "/cluster", "").result().path("peer_id").asText();
      NUMBERS.put(node, known);
    }
    return known;
  }

  private static void upsert(int node, int round) throws IOException {
    RestClient.Answer answer =
        rest(node).send("PUT", "/collections/birds/points?wait=true", points(round));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }

  private static String points(int round) {
    return IntStream.range(0, POINTS)
        .mapToObj(id ->
            "{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"round\":%d}}".formatted(id, id, round))
        .collect(Collectors.joining(",", "{\"points\":[", "]}"));
  }

  private static int count(int node) throws IOException {
    return rest(node)
        .send("POST", "/collections/birds/points/count", "{}")
        .result()
        .path("count")
        .asInt();
  }

  /** What all copies agree on; -1 while some cannot be asked. */
  private static int countOfAll(int node) throws IOException {
    RestClient.Answer answer =
        rest(node).send("POST", "/collections/birds/points/count?consistency=all&timeout=2", "{}");
    return answer.status() == 200 ? answer.result().path("count").asInt() : -1;
  }

  private static int nearest(int node, int to) throws IOException {
    return rest(node)
        .send(
            "POST",
            "/collections/birds/points/search",
            "{\"vector\":[%d,0],\"limit\":3}".formatted(to))
        .result()
        .get(0)
        .path("id")
        .asInt();
  }
}
