package io.dunlin.bench.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.bench.node.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a collection's copies are, as one node tells it.
 *
 * @param led by peer: the shards that it writes
 * @param held by peer: the shards that it has a copy of
 */
record Places(Map<Long, List<Integer>> led, Map<Long, List<Integer>> held) {
  static Places of(RestClient node, String collection) throws IOException, InterruptedException {
    Map<Long, List<Integer>> led = new TreeMap<>();
    Map<Long, List<Integer>> held = new TreeMap<>();
    for (long peer : peers(node)) {
      List<Integer> leads = led.computeIfAbsent(peer, _ -> new ArrayList<>());
      List<Integer> holds = held.computeIfAbsent(peer, _ -> new ArrayList<>());
      for (JsonNode shard : node.send("GET", "/cluster/peer/" + peer, "").result().path("shards")) {
        if (shard.path("collection_name").asText().equals(collection)) {
          holds.add(shard.path("shard_id").asInt());
          if (shard.path("primary").asBoolean()) {
            leads.add(shard.path("shard_id").asInt());
          }
        }
      }
    }
    return new Places(led, held);
  }

  /** The peers that a node sees, itself included. */
  static List<Long> peers(RestClient node) throws IOException, InterruptedException {
    List<Long> peers = new ArrayList<>();
    node.send("GET", "/cluster", "")
        .result()
        .path("peers")
        .fieldNames()
        .forEachRemaining(name -> peers.add(Long.parseLong(name)));
    return peers;
  }

  List<Integer> ledBy(long peer) {
    return led.getOrDefault(peer, List.of());
  }

  List<Integer> heldBy(long peer) {
    return held.getOrDefault(peer, List.of());
  }
}
