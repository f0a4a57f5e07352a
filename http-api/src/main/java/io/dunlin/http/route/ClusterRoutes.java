package io.dunlin.http.route;

import io.dunlin.http.codec.ClusterJson;
import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.ServiceJson;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.sharding.ClusterAdmin;
import io.dunlin.sharding.ClusterOperation;
import io.dunlin.sharding.Collections;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where shards are, and what operators want of them and of nodes. */
final class ClusterRoutes {
  private static final String OF_COLLECTION = "/collections/{collection_name}/cluster";
  private static final String PEER = "/cluster/peer/{peer_id}";

  /** The number of a node that is alone. */
  private static final long ALONE = 1;

  private final Collections collections;

  private ClusterRoutes(Collections collections) {
    this.collections = collections;
  }

  /** The routes to one peer, but for its removal, are beyond the contract. */
  static void addTo(RouteTable.Builder table, Collections collections) {
    ClusterRoutes routes = new ClusterRoutes(collections);
    table
        .get("/cluster", routes::status)
        .get("/cluster/telemetry", routes::telemetry)
        .get(OF_COLLECTION, routes::collection)
        .post(OF_COLLECTION, routes::change)
        .post("/cluster/recover", routes::recover)
        .get(PEER, routes::peer)
        .delete(
            PEER,
            call ->
                routes.operate(
                    call, new ClusterOperation.RemovePeer(call.peer(), call.flag("force"))))
        .post(
            PEER + "/drain", call -> routes.operate(call, new ClusterOperation.Drain(call.peer())))
        .delete(
            PEER + "/drain",
            call -> routes.operate(call, new ClusterOperation.Undrain(call.peer())));
  }

  private CompletionStage<Reply> status(Call call) {
    return CompletableFuture.completedStage(
        new Reply.Result(ServiceJson.cluster(collections.cluster().map(ClusterAdmin::status))));
  }

  /** From level 1 on also where the copies of each collection are. */
  private CompletionStage<Reply> telemetry(Call call) {
    Duration timeout = call.timeout();
    boolean told = call.number("details_level", 0).orElse(0) >= 1;
    CompletionStage<SortedMap<String, Optional<JsonBody>>> asked =
        told
            ? EachCollection.ask(collections, name -> copies(name, timeout))
            : CompletableFuture.completedStage(new TreeMap<>());
    return asked.thenApply(copies ->
        new Reply.Result(
            ClusterJson.telemetry(
                ServiceJson.cluster(collections.cluster().map(ClusterAdmin::status)), copies)));
  }

  private CompletionStage<Reply> collection(Call call) {
    return copies(call.collection(), call.timeout()).thenApply(Reply.Result::new);
  }

  private CompletionStage<JsonBody> copies(String name, Duration timeout) {
    long self =
        collections.cluster().map(cluster -> cluster.status().self().number()).orElse(ALONE);
    return collections
        .status(name, timeout)
        .thenCombine(
            collections.copies(name, timeout),
            (status, copies) -> ClusterJson.collection(self, status, copies));
  }

  private CompletionStage<Reply> change(Call call) {
    return operate(call, ClusterJson.operation(call.collection(), call.body()));
  }

  private CompletionStage<Reply> operate(Call call, ClusterOperation operation) {
    return cluster()
        .operate(operation, call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> recover(Call call) {
    return cluster()
        .recover(call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> peer(Call call) {
    return cluster()
        .peer(call.peer(), call.timeout())
        .thenApply(peer -> new Reply.Result(ClusterJson.peer(peer)));
  }

  private ClusterAdmin cluster() {
    return collections.cluster().orElseThrow(ErrorMapping::noCluster);
  }
}
