package io.dunlin.http.route;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.MissingIds;
import io.dunlin.http.codec.Paged;
import io.dunlin.http.consistency.AnswerNotes;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.KeyedOperation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Writing points and reading them back without comparing them with anything. */
final class PointRoutes {
  private static final String POINTS = "/collections/{collection_name}/points";

  private final Collections collections;
  private final PointReplies replies;

  private PointRoutes(Collections collections) {
    this.collections = collections;
    this.replies = new PointReplies(collections);
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    PointRoutes routes = new PointRoutes(collections);
    table
        .get(POINTS + "/{id}", routes::point)
        .post(POINTS, routes::retrieve)
        .post(POINTS + "/scroll", routes::scroll)
        .post(POINTS + "/count", routes::count)
        .put(POINTS, routes::upsert)
        .post(POINTS + "/delete", routes.write(JsonCodec::delete))
        .put(POINTS + "/vectors", routes.write(JsonCodec::updateVectors))
        .post(POINTS + "/vectors/delta", routes::applyDelta)
        .post(POINTS + "/vectors/delete", routes.write(JsonCodec::deleteVectors))
        .post(POINTS + "/payload", routes.write(JsonCodec::setPayload))
        .put(POINTS + "/payload", routes.write(JsonCodec::overwritePayload))
        .post(POINTS + "/payload/delete", routes.write(JsonCodec::deletePayload))
        .post(POINTS + "/payload/clear", routes.write(JsonCodec::clearPayload))
        .post(POINTS + "/batch", routes::batch)
        // Beyond the contract.
        .delete("/collections/{collection_name}/cursors/{cursor}", routes::closeCursor);
    addShortTo(table, routes);
  }

  /**
   * Beyond the contract: some of them under short paths, where a parameter names the collection.
   */
  private static void addShortTo(RouteTable.Builder table, PointRoutes routes) {
    table
        .post("/ingest", routes::upsert)
        .post("/upsert", routes::upsert)
        .post("/api/v1/upsert", routes::upsert)
        .post("/batch_get", routes::retrieve)
        .delete("/document/{id}", routes::delete);
  }

  private CompletionStage<Reply> point(Call call) {
    PointId id = call.pointId();
    return replies.read(
        call,
        options ->
            collections.retrieve(
                call.collection(),
                List.of(id),
                new PayloadSelector.All(),
                new VectorSelector.All(),
                options),
        (found, notes) ->
            JsonCodec.record(
                found.stream().findFirst().orElseThrow(() -> doesNotExist(id, notes))));
  }

  private CompletionStage<Reply> retrieve(Call call) {
    RetrieveRequest request = JsonCodec.retrieve(call.body());
    return replies.read(
        call,
        options -> collections.retrieve(call.collection(), request, options),
        JsonCodec::records);
  }

  private CompletionStage<Reply> scroll(Call call) {
    Paged<ScrollRequest> paged = JsonCodec.scroll(call.body());
    return replies.read(
        call,
        paged.cursor(),
        Optional.empty(),
        options -> collections.scroll(call.collection(), paged.request(), options),
        JsonCodec::page);
  }

  private CompletionStage<Reply> closeCursor(Call call) {
    return collections
        .closeCursor(call.collection(), call.cursor(), call.timeout())
        .thenApply(closed -> new Reply.Result(JsonCodec.bool(closed)));
  }

  private CompletionStage<Reply> count(Call call) {
    CountRequest request = JsonCodec.count(call.body());
    return replies.read(
        call, options -> collections.count(call.collection(), request, options), JsonCodec::count);
  }

  /** Beyond the contract: with {@code auto_id} points may lack ids, and the answer tells all. */
  private CompletionStage<Reply> upsert(Call call) {
    boolean made = call.flag("auto_id");
    KeyedOperation upsert =
        JsonCodec.upsert(call.body(), made ? MissingIds.MADE : MissingIds.REFUSED);
    return replies.write(
        call,
        List.of(upsert),
        results ->
            made
                ? JsonCodec.write(results.getFirst(), upsert)
                : JsonCodec.write(results.getFirst()));
  }

  private Handler write(Function<byte[], KeyedOperation> decoder) {
    return call ->
        replies.write(
            call,
            List.of(decoder.apply(call.body())),
            results -> JsonCodec.write(results.getFirst()));
  }

  /** Beyond the contract. */
  private CompletionStage<Reply> applyDelta(Call call) {
    KeyedOperation deltas = JsonCodec.deltas(call.body());
    return replies.write(
        call,
        options -> collections.applyDelta(call.collection(), deltas, options).thenApply(List::of),
        results -> JsonCodec.write(results.getFirst()));
  }

  private CompletionStage<Reply> delete(Call call) {
    PointOperation one =
        new PointOperation.Delete(new PointOperation.ByIds(List.of(call.pointId())));
    return replies.write(
        call,
        List.of(new KeyedOperation(one, ShardKeySelector.NONE_NAMED)),
        results -> JsonCodec.write(results.getFirst()));
  }

  private CompletionStage<Reply> batch(Call call) {
    return replies.write(call, JsonCodec.batch(call.body()), JsonCodec::writes);
  }

  private static RuntimeException doesNotExist(PointId id, AnswerNotes notes) {
    String text = "Point with id " + id + " does not exists!";
    return new DunlinFailure.NotFound(
            notes.staleMillis() == 0
                ? text
                : text
                    + " The copy that answers may lack what was written in the last %d ms"
                        .formatted(notes.staleMillis()))
        .asException();
  }
}
