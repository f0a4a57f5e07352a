package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Requests to the nodes of a cluster, by the nodes' numbers. Bodies may have single quotes for
 * double ones.
 */
record ClusterCalls(StartedCluster cluster) {
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  /** Something that comes about. */
  interface Condition {
    boolean holds() throws Exception;
  }

  RestClient.Answer send(int node, String method, String path, String body) throws IOException {
    return cluster.node(node).rest().send(method, path, body.replace('\'', '"'));
  }

  /** What is answered in the end: sent again as long as a shard has nobody who could answer. */
  JsonNode result(int node, String method, String path, String body) throws Exception {
    List<RestClient.Answer> last = new ArrayList<>();
    await(
        () -> method + " " + path + ": " + last,
        () -> {
          RestClient.Answer answer = send(node, method, path, body);
          last.clear();
          last.add(answer);
          return answer.status() != 503 && answer.status() != 408;
        });
    return last.getFirst().result();
  }

  void await(String what, Condition condition) throws Exception {
    await(() -> what, condition);
  }

  private static void await(Supplier<String> what, Condition condition) throws Exception {
    long since = System.nanoTime();
    while (!condition.holds()) {
      assertThat(System.nanoTime() - since).as(what).isLessThan(PATIENCE_NANOS);
      Thread.sleep(50);
    }
  }

  /** Makes a collection; one that was made, though its answer was lost, will do. */
  void create(int node, String collection, String config) throws Exception {
    await(
        "collection " + collection,
        () -> {
          RestClient.Answer answer = send(node, "PUT", "/collections/" + collection, config);
          assertThat(answer.status()).as(answer.body()).isIn(200, 409, 503, 408);
          return answer.status() == 200 || answer.status() == 409;
        });
  }

  /** How many points a filter finds. */
  int count(int node, String collection, String filter) throws Exception {
    return result(
            node,
            "POST",
            "/collections/" + collection + "/points/count?timeout=5",
            "{'filter':%s}".formatted(filter))
        .path("count")
        .asInt();
  }

  /** Ids, the best first, of what a query finds. */
  List<Integer> found(int node, String collection, String query) throws Exception {
    JsonNode points =
        result(node, "POST", "/collections/" + collection + "/points/query?timeout=5", query)
            .path("points");
    return points.findValues("id").stream().map(JsonNode::asInt).toList();
  }
}
