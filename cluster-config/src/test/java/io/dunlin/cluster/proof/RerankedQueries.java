package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Queries that a model judges over the texts of points that lie on several nodes. */
record RerankedQueries(ClusterCalls calls, StubReranker reranker) {
  private static final String AT = "/collections/judged";
  private static final int POINTS = 30;
  private static final String QUERY =
      """
      {'prefetch':{'query':[1],'limit':10},
       'query':{'rerank':{'reranker':'stub','text':'%s','field':'text'}},'limit':3}
      """;

  void run() throws Exception {
    calls.create(
        0,
        "judged",
        "{'vectors':{'size':1,'distance':'Dot'},'shard_number':6,'replication_factor':2}");
    String points =
        IntStream.range(0, POINTS)
            .mapToObj(id ->
                "{'id':%d,'vector':[%d],'payload':{'text':'%s'}}"
                    .formatted(id, id, "x".repeat(POINTS - id)))
            .collect(Collectors.joining(",", "{'points':[", "]}"));
    var _ = calls.result(1, "PUT", AT + "/points?wait=true", points);
    for (int node = 0; node < 3; node++) {
      // Each text of its own, as answers to the same query may be shared.
      assertThat(calls.found(node, "judged", QUERY.formatted("node " + node)))
          .as("of the ten with the largest vectors those with the longest texts")
          .isEqualTo(List.of(20, 21, 22));
    }
    assertThat(reranker.calls()).as("each node calls it").isGreaterThanOrEqualTo(3);
    reranker.answerWith(500);
    for (int node = 0; node < 3; node++) {
      RestClient.Answer failed =
          calls.send(node, "POST", AT + "/points/query", QUERY.formatted("failing"));
      assertThat(failed.status()).isEqualTo(503);
      assertThat(RestClient.parse(failed.body()).path("status").path("error").asText())
          .isEqualTo("Reranking failed: reranker `stub` answered with status 500");
    }
    reranker.answerWith(200);
    assertThat(calls.found(1, "judged", QUERY.formatted("failing"))).isEqualTo(List.of(20, 21, 22));
  }
}
