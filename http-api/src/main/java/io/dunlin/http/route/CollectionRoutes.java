package io.dunlin.http.route;

import io.dunlin.http.codec.IndexJson;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.MemoryJson;
import io.dunlin.http.error.RequestException;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.Warming;
import java.util.concurrent.CompletionStage;

/** Making, changing, describing and dropping collections. */
final class CollectionRoutes {
  private static final String C = "/collections/{collection_name}";

  private final Collections collections;

  private CollectionRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    CollectionRoutes routes = new CollectionRoutes(collections);
    table
        .get("/collections", routes::list)
        .get(C, routes::describe)
        .put(C, routes::create)
        .patch(C, routes::update)
        .delete(C, routes::drop)
        .get(C + "/exists", routes::exists)
        .post(C + "/optimize", routes::optimize)
        .post(C + "/flush", routes::flush)
        .post(C + "/warm", routes::warm)
        .post(C + "/release", routes::release)
        .post(C + "/load", routes::load)
        .get(C + "/index", routes::index)
        .post(C + "/index/rollback", routes::rollBackIndex)
        .post(C + "/index/accept", routes::acceptIndex);
  }

  private CompletionStage<Reply> list(Call call) {
    return collections.list().thenApply(all -> new Reply.Result(JsonCodec.names(all)));
  }

  private CompletionStage<Reply> describe(Call call) {
    String name = call.collection();
    var status = collections.status(name, call.timeout());
    return collections
        .find(name)
        .thenCombine(status, (info, now) -> new Reply.Result(JsonCodec.collection(info, now)));
  }

  private CompletionStage<Reply> create(Call call) {
    var config = JsonCodec.createCollection(call.body());
    return collections
        .create(call.collection(), config, call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> update(Call call) {
    var patch = JsonCodec.patchCollection(call.body());
    return collections
        .update(call.collection(), patch, call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> drop(Call call) {
    return collections
        .drop(call.collection(), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> exists(Call call) {
    return collections
        .exists(call.collection())
        .thenApply(found -> new Reply.Result(JsonCodec.exists(found)));
  }

  /** Beyond the contract, as all about changes of indexes is. */
  private CompletionStage<Reply> index(Call call) {
    return collections
        .index(call.collection(), call.timeout())
        .thenApply(progress -> new Reply.Result(IndexJson.progress(progress)));
  }

  private CompletionStage<Reply> rollBackIndex(Call call) {
    return collections
        .rollBackIndex(call.collection(), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> acceptIndex(Call call) {
    return collections
        .acceptIndex(call.collection(), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  /** Beyond the contract: seals and merges everything now, and answers when that is done. */
  private CompletionStage<Reply> optimize(Call call) {
    return collections
        .optimize(call.collection(), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  /** Beyond the contract: seals what grows now, and answers when that is done. */
  private CompletionStage<Reply> flush(Call call) {
    return collections
        .flush(call.collection(), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  /** Beyond the contract: has the collection read before its users come. */
  private CompletionStage<Reply> warm(Call call) {
    return collections
        .warm(call.collection(), queries(call, 1), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.warmed(done)));
  }

  /** Beyond the contract: has the collection in no node's memory until somebody asks for it. */
  private CompletionStage<Reply> release(Call call) {
    return collections
        .release(call.collection(), call.timeout())
        .thenApply(shards -> new Reply.Result(MemoryJson.released(shards)));
  }

  /** Beyond the contract: opens what was released, and has it read. */
  private CompletionStage<Reply> load(Call call) {
    return collections
        .load(call.collection(), queries(call, 0), call.timeout())
        .thenApply(loaded -> new Reply.Result(MemoryJson.loaded(loaded)));
  }

  private static int queries(Call call, int least) {
    int queries = call.number("queries", least).orElse(Warming.DEFAULT_QUERIES);
    if (queries > Warming.MOST_QUERIES) {
      throw RequestException.invalidQuery(
          "queries",
          "value %d invalid, must be %d or smaller".formatted(queries, Warming.MOST_QUERIES));
    }
    return queries;
  }
}
