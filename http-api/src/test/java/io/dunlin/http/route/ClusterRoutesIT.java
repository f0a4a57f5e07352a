package io.dunlin.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.InMemoryCluster;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.sharding.ClusterOperation;
import io.dunlin.sharding.NewShardKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterRoutesIT {
  private final RestServer server = RestServer.start();
  private InMemoryCluster cluster = new InMemoryCluster();

  @BeforeEach
  void join() {
    server.clear();
    cluster = new InMemoryCluster();
    server.collections().join(Optional.of(cluster));
    server
        .put("/collections/birds", "{\"vectors\": {\"size\": 2, \"distance\": \"Dot\"}}")
        .result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void operationsOnShardsAreReadAsTheyStand() {
    for (String operation : new String[] {"move_shard", "replicate_shard", "abort_transfer"}) {
      assertThat(
              change(
                      "{\"%s\": {\"shard_id\": 1, \"from_peer_id\": 2, \"to_peer_id\": 3}}"
                          .formatted(operation))
                  .result()
                  .asBoolean())
          .isTrue();
    }
    change(
            """
            {"restart_transfer": {"shard_id": 0, "from_peer_id": 9007199254740992, "to_peer_id": 3,
              "method": "wal_delta"}}\
            """)
        .result();
    change("{\"drop_replica\": {\"shard_id\": 4, \"peer_id\": 5}}").result();
    change(
            "{\"create_sharding_key\": {\"shard_key\": 7, \"shards_number\": 2, \"placement\": [3]}}")
        .result();
    change("{\"drop_sharding_key\": {\"shard_key\": \"7\"}}").result();
    assertThat(cluster.operations())
        .containsExactly(
            new ClusterOperation.MoveShard("birds", 1, 2, 3),
            new ClusterOperation.ReplicateShard("birds", 1, 2, 3),
            new ClusterOperation.AbortTransfer("birds", 1, 2, 3),
            new ClusterOperation.RestartTransfer("birds", 0, 1L << 53, 3),
            new ClusterOperation.DropReplica("birds", 4, 5),
            new ClusterOperation.CreateShardKey(
                "birds",
                new NewShardKey(ShardKey.of(7), Optional.of(2), Optional.empty(), List.of(3L))),
            new ClusterOperation.DropShardKey("birds", ShardKey.of("7")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|expected one of `move_shard`",
        "{\"fly\": {}}|unknown variant `fly`",
        "{\"move_shard\": {\"shard_id\": 1, \"to_peer_id\": 3}}|missing field `from_peer_id`",
        "{\"drop_replica\": {\"peer_id\": 3}}|missing field `shard_id`",
        "{\"move_shard\": {\"shard_id\": 1, \"from_peer_id\": 2, \"to_peer_id\": 3, \"method\":"
            + " \"mail\"}}|unknown variant `mail`",
        "{\"drop_replica\": {\"shard_id\": 404, \"peer_id\": 3}}|Bad request: there is no such"
            + " shard"
      })
  void whatMakesNoSenseIsRefused(String body, String error) {
    Answer answer = change(body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains(error);
    assertThat(cluster.operations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"create_sharding_key\": {\"shard_key\": \"a\", \"initial_state\": \"Partial\"}}",
        "{\"start_resharding\": {}}",
        "{\"move_shard\": {\"shard_id\": 1, \"to_shard_id\": 2}}"
      })
  void whatIsNotBuiltSaysSo(String body) {
    assertThat(change(body).status()).isEqualTo(501);
  }

  @Test
  void nodesAreDrainedAndRemovedByNumber() {
    server.post("/cluster/peer/12/drain", "").result();
    server.delete("/cluster/peer/12/drain").result();
    server.delete("/cluster/peer/12").result();
    server.delete("/cluster/peer/12?force=true").result();
    assertThat(server.post("/cluster/recover", "").result().asBoolean()).isTrue();
    assertThat(cluster.operations())
        .containsExactly(
            new ClusterOperation.Drain(12),
            new ClusterOperation.Undrain(12),
            new ClusterOperation.RemovePeer(12, false),
            new ClusterOperation.RemovePeer(12, true));
    assertThat(server.delete("/cluster/peer/twelve").status()).isEqualTo(422);
    assertThat(server.delete("/cluster/peer/12?force=perhaps").status()).isEqualTo(400);
  }

  @Test
  void copiesAndTransfersAreShown() {
    JsonNode where = server.get("/collections/birds/cluster").result();
    long self = InMemoryCluster.SELF.number();
    long other = InMemoryCluster.OTHER.number();
    assertThat(where.get("peer_id").asLong()).isEqualTo(self);
    assertThat(where.get("local_shards")).hasSize(1);
    assertThat(where.at("/local_shards/0/state").asText()).isEqualTo("Active");
    assertThat(where.at("/remote_shards/0/peer_id").asLong()).isEqualTo(other);
    assertThat(where.at("/remote_shards/0/state").asText()).isEqualTo("Partial");
    JsonNode transfer = where.at("/shard_transfers/0");
    assertThat(transfer.get("shard_id").asInt()).isZero();
    assertThat(transfer.get("from").asLong()).isEqualTo(self);
    assertThat(transfer.get("to").asLong()).isEqualTo(other);
    assertThat(transfer.get("sync").asBoolean()).isFalse();
    assertThat(transfer.get("comment").asText()).isEqualTo("somebody wants it");
  }

  @Test
  void metricsTellOfMembersAndOfCopiesHere() {
    assertThat(metrics())
        .contains(
            "cluster_enabled 1\n",
            "cluster_peers_total 2\n",
            "cluster_commit 7\n",
            "dunlin_members{state=\"reachable\"} 2\n",
            "dunlin_members{state=\"unreachable\"} 0\n",
            "dunlin_catalog_version 7\n",
            "dunlin_followers_lag_positions{collection=\"birds\",shard=\"0\"} 3\n",
            "dunlin_followers_lag_seconds{collection=\"birds\",shard=\"0\"} 1.500\n",
            "dunlin_feed_in_flight_bytes{collection=\"birds\",shard=\"0\"} 70\n",
            "dunlin_shard_copies_wanted{collection=\"birds\",shard=\"0\"} 2\n",
            "dunlin_shard_copies_in_sync{collection=\"birds\",shard=\"0\"} 1\n",
            "dunlin_replica_lag_positions{collection=\"birds\",shard=\"1\"} 9\n",
            "dunlin_replica_lag_seconds{collection=\"birds\",shard=\"1\"} +Inf\n")
        .doesNotContain("dunlin_replica_lag_positions{collection=\"birds\",shard=\"0\"}");
    server.collections().join(Optional.empty());
    assertThat(metrics()).contains("cluster_enabled 0\n").doesNotContain("dunlin_members");
  }

  private String metrics() {
    return new String(server.raw(server.request("/metrics")).body(), UTF_8);
  }

  @Test
  void nodesAreShown() {
    JsonNode peers = server.get("/cluster").result().get("peers");
    JsonNode other = peers.get(Long.toString(InMemoryCluster.OTHER.number()));
    assertThat(other.get("mark").asText()).isEqualTo("draining");
    assertThat(other.get("copies").asInt()).isEqualTo(2);
    JsonNode peer = server.get("/cluster/peer/" + InMemoryCluster.SELF.number()).result();
    assertThat(peer.get("used_bytes").asLong()).isEqualTo(10);
    assertThat(peer.get("capacity_bytes").asLong()).isEqualTo(1000);
    assertThat(peer.at("/shards/0/collection_name").asText()).isEqualTo("birds");
    assertThat(peer.at("/shards/0/primary").asBoolean()).isTrue();
  }

  @Test
  void aNodeThatIsAloneHasNoneOfIt() {
    server.collections().join(Optional.empty());
    assertThat(server.get("/cluster").result().get("status").asText()).isEqualTo("disabled");
    assertThat(change("{\"drop_replica\": {\"shard_id\": 0, \"peer_id\": 1}}").status())
        .isEqualTo(400);
    assertThat(server.post("/cluster/peer/1/drain", "").error()).contains("this node is alone");
    JsonNode where = server.get("/collections/birds/cluster").result();
    assertThat(where.get("peer_id").asLong()).isEqualTo(1);
    assertThat(where.get("local_shards")).hasSize(1);
    assertThat(where.get("remote_shards")).isEmpty();
  }

  private Answer change(String body) {
    return server.post("/collections/birds/cluster", body);
  }
}
