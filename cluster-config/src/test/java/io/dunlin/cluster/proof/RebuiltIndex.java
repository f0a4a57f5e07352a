package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Settings of an index that are changed at one node, built by those that lead the shards, watched
 * at another and taken back at a third.
 */
record RebuiltIndex(ClusterCalls calls) {
  private static final String COLLECTION = "rebuilt";
  private static final String AT = "/collections/" + COLLECTION;
  private static final int POINTS = 600;
  private static final int DIMENSION = 32;

  void run() throws Exception {
    calls.create(
        0,
        COLLECTION,
        """
        {'vectors':{'size':%d,'distance':'Dot'},'shard_number':3,'replication_factor':2,
         'hnsw_config':{'m':16,'full_scan_threshold':10}}
        """
            .formatted(DIMENSION));
    List<String> vectors = vectors();
    String points =
        IntStream.range(0, POINTS)
            .mapToObj(id ->
                "{'id':%d,'vector':%s,'payload':{'book':%d}}"
                    .formatted(id, vectors.get(id), id % 7))
            .collect(Collectors.joining(",", "{'points':[", "]}"));
    var _ = calls.result(1, "PUT", AT + "/points?wait=true", points);
    assertThat(calls.result(2, "POST", AT + "/optimize?timeout=60", "").asBoolean()).isTrue();
    awaitBuilt(0, 16);
    var _ = calls.result(0, "PATCH", AT, "{'hnsw_config':{'m':24}}");
    awaitBuilt(1, 24);
    assertThat(calls.result(2, "POST", AT + "/index/rollback", "").asBoolean()).isTrue();
    for (int node = 0; node < 3; node++) {
      awaitBuilt(node, 16);
    }
    assertThat(calls.send(0, "POST", AT + "/index/rollback", "").status())
        .as("nothing is left to be taken back")
        .isEqualTo(400);
    assertGroupsWithLookup(vectors);
  }

  private static List<String> vectors() {
    SplittableRandom random = new SplittableRandom(7);
    return IntStream.range(0, POINTS)
        .mapToObj(_ ->
            IntStream.range(0, DIMENSION)
                .mapToObj(_ -> Double.toString(random.nextDouble(-1, 1)))
                .collect(Collectors.joining(",", "[", "]")))
        .toList();
  }

  /** At each look the collection is whole. */
  private void awaitBuilt(int node, int links) throws Exception {
    calls.await(
        "graphs with m = " + links,
        () -> {
          assertThat(calls.count(node, COLLECTION, "{}")).isEqualTo(POINTS);
          JsonNode index = calls.result(node, "GET", AT + "/index", "");
          JsonNode vector = index.path("vectors").path(0);
          return vector.path("wanted").path("hnsw_config").path("m").asInt() == links
              && vector.path("rows").asInt() == POINTS
              && vector.path("rows_as_wanted").asInt() == POINTS
              && index.path("shards").findValuesAsText("state").stream()
                  .allMatch("current"::equals);
        });
  }

  /** Groups of points, each with the point of another collection that it is about. */
  private void assertGroupsWithLookup(List<String> vectors) throws Exception {
    calls.create(1, "books", "{'vectors':{},'shard_number':5,'replication_factor':2}");
    String books =
        IntStream.range(0, 7)
            .mapToObj(id -> "{'id':%d,'vector':{},'payload':{'title':'book %d'}}".formatted(id, id))
            .collect(Collectors.joining(",", "{'points':[", "]}"));
    var _ = calls.result(2, "PUT", "/collections/books/points?wait=true", books);
    JsonNode first = groups(0, vectors.get(11));
    assertThat(first).hasSize(7);
    assertThat(first.path(0).path("hits").path(0).path("id").asInt()).isEqualTo(11);
    for (JsonNode group : first) {
      int book = group.path("id").asInt();
      assertThat(group.path("hits")).hasSize(3);
      assertThat(group.path("lookup").path("payload").path("title").asText())
          .isEqualTo("book " + book);
      group.path("hits").forEach(hit -> assertThat(hit.path("id").asInt() % 7).isEqualTo(book));
    }
    for (int node = 1; node < 3; node++) {
      assertThat(groups(node, vectors.get(11))).isEqualTo(first);
    }
  }

  private JsonNode groups(int node, String vector) throws Exception {
    return calls
        .result(
            node,
            "POST",
            AT + "/points/query/groups",
            """
            {'query':%s,'params':{'exact':true},'group_by':'book','limit':7,'group_size':3,
             'with_lookup':{'collection':'books'}}
            """
                .formatted(vector))
        .path("groups");
  }
}
