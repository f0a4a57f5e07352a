package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A vector that a collection gets late: made at one node, written at another, searched at all, also
 * where the node that led some shards was killed meanwhile.
 */
record LateVectors(ClusterCalls calls) {
  private static final String AT = "/collections/late";
  private static final int POINTS = 120;
  private static final String HAS_LATE = "{'must':[{'has_vector':'late'}]}";

  void run() throws Exception {
    calls.create(
        0,
        "late",
        "{'vectors':{'first':{'size':2,'distance':'Euclid'}},'shard_number':6,'replication_factor':2}");
    var _ =
        calls.result(
            1,
            "PUT",
            AT + "/points?wait=true",
            points(0, POINTS, "{'id':%1$d,'vector':{'first':[%1$d,0]}}"));
    var _ =
        calls.result(
            2, "PUT", AT + "/vectors/late?wait=true", "{'dense':{'size':2,'distance':'Euclid'}}");
    give(0, 0, POINTS / 2);
    for (int node = 0; node < 3; node++) {
      assertThat(calls.count(node, "late", HAS_LATE)).isEqualTo(POINTS / 2);
      assertThat(nearest(node, "[7,1]")).isEqualTo(7);
    }
    calls.cluster().node(2).kill9();
    give(1, POINTS / 2, POINTS);
    for (int node = 0; node < 2; node++) {
      assertThat(calls.count(node, "late", HAS_LATE)).isEqualTo(POINTS);
      assertThat(nearest(node, "[99,1]")).isEqualTo(99);
    }
    givenToAnother();
    var _ = calls.cluster().restart(2);
    calls.cluster().awaitMembers(3);
    for (int node = 0; node < 3; node++) {
      assertThat(calls.count(node, "late", HAS_LATE)).isEqualTo(1);
      assertThat(nearest(node, "[0,0,0]")).isEqualTo(5);
      assertOnlyFiveHasIt(node);
    }
  }

  private void give(int node, int from, int to) throws Exception {
    var _ =
        calls.result(
            node,
            "PUT",
            AT + "/points/vectors?wait=true",
            points(from, to, "{'id':%1$d,'vector':{'late':[%1$d,1]}}"));
  }

  private static String points(int from, int to, String each) {
    return IntStream.range(from, to)
        .mapToObj(each::formatted)
        .collect(Collectors.joining(",", "{'points':[", "]}"));
  }

  private int nearest(int node, String vector) throws Exception {
    return calls
        .found(node, "late", "{'query':%s,'using':'late','limit':1}".formatted(vector))
        .getFirst();
  }

  /** While a node is gone the name is taken away, and given to a vector of another size. */
  private void givenToAnother() throws Exception {
    var _ = calls.result(0, "DELETE", AT + "/vectors/late?wait=true", "");
    for (int node = 0; node < 2; node++) {
      assertThat(calls.count(node, "late", HAS_LATE)).isZero();
      RestClient.Answer refused =
          calls.send(node, "POST", AT + "/points/query", "{'query':[1,1],'using':'late'}");
      assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }
    var _ =
        calls.result(
            1, "PUT", AT + "/vectors/late?wait=true", "{'dense':{'size':3,'distance':'Euclid'}}");
    assertThat(calls.count(0, "late", HAS_LATE)).isZero();
    var _ =
        calls.result(
            0,
            "PUT",
            AT + "/points/vectors?wait=true",
            "{'points':[{'id':5,'vector':{'late':[1,2,3]}}]}");
  }

  private void assertOnlyFiveHasIt(int node) throws Exception {
    JsonNode points =
        calls
            .result(
                node,
                "POST",
                AT + "/points/scroll",
                "{'limit':%d,'with_vector':true}".formatted(POINTS))
            .path("points");
    assertThat(points).hasSize(POINTS);
    for (JsonNode point : points) {
      int id = point.path("id").asInt();
      assertThat(point.path("vector").path("first").get(0).asInt()).isEqualTo(id);
      assertThat(point.path("vector").has("late")).as("point %d", id).isEqualTo(id == 5);
    }
  }
}
