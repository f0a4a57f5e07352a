package io.dunlin.http.route;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.RetrieveRequest;
import io.dunlin.persistence.model.PointId;
import io.dunlin.sharding.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Writing points and reading them back without comparing them with anything. */
final class PointRoutes {
  private static final String POINTS = "/collections/{collection_name}/points";

  private final Collections collections;

  private PointRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    PointRoutes routes = new PointRoutes(collections);
    table
        .get(POINTS + "/{id}", routes::point)
        .post(POINTS, routes::retrieve)
        .post(POINTS + "/scroll", routes::scroll)
        .post(POINTS + "/count", routes::count)
        .put(POINTS, routes.write(JsonCodec::upsert))
        .post(POINTS + "/delete", routes.write(JsonCodec::delete))
        .put(POINTS + "/vectors", routes.write(JsonCodec::updateVectors))
        .post(POINTS + "/vectors/delete", routes.write(JsonCodec::deleteVectors))
        .post(POINTS + "/payload", routes.write(JsonCodec::setPayload))
        .put(POINTS + "/payload", routes.write(JsonCodec::overwritePayload))
        .post(POINTS + "/payload/delete", routes.write(JsonCodec::deletePayload))
        .post(POINTS + "/payload/clear", routes.write(JsonCodec::clearPayload))
        .post(POINTS + "/batch", routes::batch);
  }

  private CompletionStage<Reply> point(Call call) {
    PointId id = call.pointId();
    return collections
        .retrieve(
            call.collection(),
            List.of(id),
            new PayloadSelector.All(),
            new VectorSelector.All(),
            call.readTimeout())
        .thenApply(found ->
            new Reply.Result(
                JsonCodec.record(found.stream().findFirst().orElseThrow(() -> doesNotExist(id)))));
  }

  private CompletionStage<Reply> retrieve(Call call) {
    RetrieveRequest request = JsonCodec.retrieve(call.body());
    return collections
        .retrieve(
            call.collection(),
            request.ids(),
            request.payload(),
            request.vectors(),
            call.readTimeout())
        .thenApply(points -> new Reply.Result(JsonCodec.records(points)));
  }

  private CompletionStage<Reply> scroll(Call call) {
    return collections
        .scroll(call.collection(), JsonCodec.scroll(call.body()), call.readTimeout())
        .thenApply(page -> new Reply.Result(JsonCodec.page(page)));
  }

  private CompletionStage<Reply> count(Call call) {
    return collections
        .count(call.collection(), JsonCodec.count(call.body()), call.readTimeout())
        .thenApply(count -> new Reply.Result(JsonCodec.count(count)));
  }

  private Handler write(Function<byte[], PointOperation> decoder) {
    return call ->
        collections
            .write(call.collection(), List.of(decoder.apply(call.body())), call.writeOptions())
            .thenApply(results -> new Reply.Result(JsonCodec.write(results.getFirst())));
  }

  private CompletionStage<Reply> batch(Call call) {
    return collections
        .write(call.collection(), JsonCodec.batch(call.body()), call.writeOptions())
        .thenApply(results -> new Reply.Result(JsonCodec.writes(results)));
  }

  private static RuntimeException doesNotExist(PointId id) {
    return new DunlinFailure.NotFound("Point with id " + id + " does not exists!").asException();
  }
}
