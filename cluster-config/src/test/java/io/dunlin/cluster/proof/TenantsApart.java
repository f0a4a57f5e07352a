package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.WithPayloadSelectorFactory.enable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.QueryPointGroups;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchPoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whoever has a token for the points of one tenant sees and changes nothing of another, at whatever
 * node, over both APIs.
 */
record TenantsApart(ClusterCalls calls) {
  private static final String COLLECTION = "tenants";
  private static final String AT = "/collections/" + COLLECTION;
  private static final int POINTS = 200;

  /** Every other point. */
  private static final int SEEN = POINTS / 2;

  /** A point of the other tenant. */
  private static final int FOREIGN = 101;

  /** Each reads as much as there is, and has nothing in its answer that another tenant wrote. */
  private static final Map<String, String> READS =
      Map.ofEntries(
          Map.entry("/points/query", "{'query':[101],'limit':300,'with_payload':true}"),
          Map.entry(
              "/points/query/batch",
              "{'searches':[{'query':[101],'limit':300,'with_payload':true},{'limit':300,'with_payload':true}]}"),
          Map.entry(
              "/points/query/groups",
              "{'query':[101],'group_by':'tenant','limit':300,'group_size':300,'with_payload':true}"),
          Map.entry("/points/search", "{'vector':[101],'limit':300,'with_payload':true}"),
          Map.entry(
              "/points/search/batch",
              "{'searches':[{'vector':[101],'limit':300,'with_payload':true}]}"),
          Map.entry(
              "/points/search/groups",
              "{'vector':[101],'group_by':'tenant','limit':300,'group_size':300,'with_payload':true}"),
          Map.entry("/points/recommend", "{'positive':[100],'limit':300,'with_payload':true}"),
          Map.entry("/points/discover", "{'target':100,'limit':300,'with_payload':true}"),
          Map.entry("/points/scroll", "{'limit':300,'with_payload':true}"),
          Map.entry("/points", "{'ids':[100,101,102,103],'with_payload':true}"),
          Map.entry("/facet", "{'key':'tenant','exact':true}"));

  /** What asks for the other tenant's point by its id does not find it. */
  private static final Map<String, String> FOREIGN_EXAMPLES =
      Map.of(
          "/points/query", "{'query':101}",
          "/points/query/batch", "{'searches':[{'query':101}]}",
          "/points/query/groups", "{'query':101,'group_by':'tenant'}",
          "/points/recommend", "{'positive':[100],'negative':[101],'limit':1}",
          "/points/discover", "{'target':101,'limit':1}");

  private static final List<String> WRITES =
      List.of(
          "PUT /points {'points':[{'id':101,'vector':[1],'payload':{'tenant':'eve'}}]}",
          "POST /points/payload {'payload':{'tenant':'eve'},'points':[101]}",
          "PUT /points/payload {'payload':{'tenant':'eve'},'points':[100]}",
          "POST /points/delete {'points':[101]}",
          "POST /points/delete {'filter':{}}",
          "POST /points/batch {'operations':[{'delete':{'points':[101]}}]}",
          "PUT /points/vectors {'points':[{'id':101,'vector':[1]}]}",
          "POST /points/vectors/delta {'points':[{'id':101,'vector':[1]}]}",
          "PUT /index {'field_name':'other','field_schema':'keyword'}",
          "PUT /vectors/new {'dense':{'size':1,'distance':'Dot'}}",
          "POST /snapshots {}",
          "PATCH  {'hnsw_config':{'m':8}}",
          "DELETE  {}");

  void run() throws Exception {
    calls.create(
        0,
        COLLECTION,
        "{'vectors':{'size':1,'distance':'Euclid'},'shard_number':6,'replication_factor':2}");
    String points =
        IntStream.range(0, POINTS)
            .mapToObj(id ->
                "{'id':%d,'vector':[%d],'payload':{'tenant':'%s'}}"
                    .formatted(id, id, id % 2 == 0 ? "eve" : "bob"))
            .collect(Collectors.joining(",", "{'points':[", "]}"));
    var _ = calls.result(1, "PUT", AT + "/points?wait=true", points);
    var _ =
        calls.result(
            2, "PUT", AT + "/index?wait=true", "{'field_name':'tenant','field_schema':'keyword'}");
    String token = TenantTokens.of(calls.cluster().node(0).key(), COLLECTION, "eve");
    for (int node = 0; node < 3; node++) {
      seesItsOwnAlone(new RestClient(calls.cluster().node(node).httpPort(), token));
      try (QdrantClient client = new QdrantClient(calls.cluster().node(node).grpc(token).build())) {
        seesItsOwnAlone(client);
      }
    }
    assertThat(calls.count(1, COLLECTION, "{'must':[{'key':'tenant','match':{'value':'bob'}}]}"))
        .as("what was not changed")
        .isEqualTo(POINTS - SEEN);
  }

  private static RestClient.Answer send(RestClient tenant, String method, String path, String body)
      throws IOException {
    return tenant.send(method, AT + path, body.replace('\'', '"'));
  }

  private static void seesItsOwnAlone(RestClient tenant) throws IOException {
    for (Map.Entry<String, String> read : READS.entrySet()) {
      RestClient.Answer answer = send(tenant, "POST", read.getKey(), read.getValue());
      assertThat(answer.status()).as("%s: %s", read.getKey(), answer.body()).isEqualTo(200);
      assertThat(answer.body()).as(read.getKey()).contains("eve").doesNotContain("bob");
    }
    assertThat(ids(send(tenant, "POST", "/points/scroll", "{'limit':300}").result().path("points")))
        .isEqualTo(IntStream.range(0, SEEN).mapToObj(n -> 2 * n).toList());
    JsonNode count = send(tenant, "POST", "/points/count", "{'exact':false}").result();
    assertThat(count.path("count").asInt()).isEqualTo(SEEN);
    assertThat(send(tenant, "GET", "", "").result().path("points_count").asInt()).isEqualTo(SEEN);
    for (Map.Entry<String, String> read : FOREIGN_EXAMPLES.entrySet()) {
      RestClient.Answer answer = send(tenant, "POST", read.getKey(), read.getValue());
      assertThat(answer.status()).as("%s: %s", read.getKey(), answer.body()).isEqualTo(404);
    }
    assertThat(send(tenant, "GET", "/points/" + FOREIGN, "").status()).isEqualTo(404);
    for (String write : WRITES) {
      String[] parts = write.split(" ", 3);
      RestClient.Answer answer = send(tenant, parts[0], parts[1], parts[2]);
      assertThat(answer.status()).as("%s: %s", write, answer.body()).isEqualTo(403);
    }
    assertThat(send(tenant, "GET", "/changes", "").status()).isEqualTo(403);
    assertThat(send(tenant, "GET", "/cluster", "").status()).isEqualTo(403);
  }

  private static List<Integer> ids(JsonNode points) {
    List<Integer> ids = new ArrayList<>();
    points.forEach(point -> ids.add(point.path("id").asInt()));
    return ids;
  }

  private static void seesItsOwnAlone(QdrantClient tenant) {
    List<Map<String, Value>> payloads = new ArrayList<>();
    QueryPoints query =
        QueryPoints.newBuilder()
            .setCollectionName(COLLECTION)
            .setQuery(nearest((float) FOREIGN))
            .setLimit(2 * POINTS)
            .setWithPayload(enable(true))
            .build();
    get(tenant.queryAsync(query)).forEach(point -> payloads.add(point.getPayloadMap()));
    get(tenant.queryBatchAsync(COLLECTION, List.of(query))).getFirst().getResultList().stream()
        .forEach(point -> payloads.add(point.getPayloadMap()));
    get(tenant.queryGroupsAsync(
            QueryPointGroups.newBuilder()
                .setCollectionName(COLLECTION)
                .setQuery(nearest((float) FOREIGN))
                .setGroupBy("tenant")
                .setGroupSize(2L * POINTS)
                .setLimit(2L * POINTS)
                .setWithPayload(enable(true))
                .build()))
        .forEach(
            group -> group.getHitsList().forEach(point -> payloads.add(point.getPayloadMap())));
    get(tenant.searchAsync(
            SearchPoints.newBuilder()
                .setCollectionName(COLLECTION)
                .addVector(FOREIGN)
                .setLimit(2 * POINTS)
                .setWithPayload(enable(true))
                .build()))
        .forEach(point -> payloads.add(point.getPayloadMap()));
    get(tenant.scrollAsync(
            ScrollPoints.newBuilder()
                .setCollectionName(COLLECTION)
                .setLimit(2 * POINTS)
                .setWithPayload(enable(true))
                .build()))
        .getResultList()
        .forEach(point -> payloads.add(point.getPayloadMap()));
    assertThat(payloads)
        .hasSize(5 * SEEN)
        .allSatisfy(payload ->
            assertThat(payload)
                .extractingByKey("tenant")
                .extracting("stringValue")
                .isEqualTo("eve"));
    assertThat(get(tenant.countAsync(COLLECTION))).isEqualTo(SEEN);
    assertThat(
            get(
                    tenant.facetAsync(
                        FacetCounts.newBuilder()
                            .setCollectionName(COLLECTION)
                            .setKey("tenant")
                            .build()))
                .stream()
                .map(hit -> hit.getValue().getStringValue() + " " + hit.getCount()))
        .containsExactly("eve " + SEEN);
    List<PointId> both = List.of(id(FOREIGN - 1), id(FOREIGN));
    assertThat(get(tenant.retrieveAsync(COLLECTION, both, true, true, null)))
        .extracting(point -> point.getId())
        .containsExactly(id(FOREIGN - 1));
    assertFails(
        Status.Code.NOT_FOUND,
        () -> tenant.queryAsync(query.toBuilder().setQuery(nearest(id(FOREIGN))).build()));
    assertFails(
        Status.Code.NOT_FOUND,
        () ->
            tenant.recommendAsync(
                RecommendPoints.newBuilder()
                    .setCollectionName(COLLECTION)
                    .addPositive(id(FOREIGN))
                    .setLimit(1)
                    .build()));
    assertFails(
        Status.Code.PERMISSION_DENIED, () -> tenant.deleteAsync(COLLECTION, List.of(id(FOREIGN))));
    assertFails(
        Status.Code.PERMISSION_DENIED,
        () -> tenant.setPayloadAsync(COLLECTION, Map.of(), id(FOREIGN), true, null, null));
    assertFails(Status.Code.PERMISSION_DENIED, () -> tenant.createSnapshotAsync(COLLECTION));
    assertFails(Status.Code.PERMISSION_DENIED, () -> tenant.deleteCollectionAsync(COLLECTION));
  }

  private static void assertFails(Status.Code code, Callable<Future<?>> call) {
    assertThatThrownBy(() -> call.call().get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
  }
}
