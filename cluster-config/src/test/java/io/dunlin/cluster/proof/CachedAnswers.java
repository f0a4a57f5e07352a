package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Answers that a node keeps are never older than what another node has written. */
record CachedAnswers(ClusterCalls calls) {
  private static final String QUERY = "{'query':[0],'limit':1,'with_payload':true}";
  private static final int ROUNDS = 20;

  void run() throws Exception {
    // A node keeps answers while it has a copy of every shard: of the second few ever have.
    check("cached", 3);
    check("scattered", 2);
    for (int node = 0; node < 3; node++) {
      int asked = node;
      calls.await("hits of node " + node, () -> hits(asked, "cached") > 0);
    }
  }

  private void check(String collection, int copies) throws Exception {
    calls.create(
        0,
        collection,
        "{'vectors':{'size':1,'distance':'Euclid'},'shard_number':3,'replication_factor':%d}"
            .formatted(copies));
    boolean kept = copies == 3;
    for (int round = 0; round < ROUNDS; round++) {
      var _ =
          calls.result(
              round % 3,
              "PUT",
              "/collections/" + collection + "/points?wait=true",
              "{'points':[{'id':%d,'vector':[0.5],'payload':{'round':%d}}]}"
                  .formatted(ROUNDS - round, round));
      for (int node = 0; node < 3; node++) {
        assertThat(round(collection, node)).as("node %d", node).isEqualTo(round);
        assertThat(round(collection, node)).as("node %d, once more", node).isEqualTo(round);
      }
    }
    if (kept) {
      for (int node = 0; node < 3; node++) {
        int asked = node;
        calls.await(
            "an answer that is kept by node " + node,
            () -> RestClient.parse(query(collection, asked).body()).path("cached").asBoolean());
      }
    }
  }

  private int round(String collection, int node) throws Exception {
    return calls
        .result(node, "POST", "/collections/" + collection + "/points/query", QUERY)
        .path("points")
        .path(0)
        .path("payload")
        .path("round")
        .asInt();
  }

  private RestClient.Answer query(String collection, int node) throws IOException {
    return calls.send(node, "POST", "/collections/" + collection + "/points/query", QUERY);
  }

  private double hits(int node, String collection) throws IOException {
    return calls
        .send(node, "GET", "/metrics", "")
        .body()
        .lines()
        .filter(line ->
            line.startsWith("dunlin_result_cache_hits_total")
                && line.contains("collection=\"" + collection + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
