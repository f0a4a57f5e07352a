package io.dunlin.http.route;

import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.ShardKeyJson;
import io.dunlin.sharding.Collections;
import java.util.concurrent.CompletionStage;

/** Making, listing and dropping a collection's shard keys. */
final class ShardKeyRoutes {
  private static final String SHARDS = "/collections/{collection_name}/shards";

  private final Collections collections;

  private ShardKeyRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    ShardKeyRoutes routes = new ShardKeyRoutes(collections);
    table
        .get(SHARDS, routes::list)
        .put(SHARDS, routes::create)
        .post(SHARDS + "/delete", routes::drop);
  }

  private CompletionStage<Reply> list(Call call) {
    return collections
        .find(call.collection())
        .thenApply(collection -> new Reply.Result(ShardKeyJson.list(collection)));
  }

  private CompletionStage<Reply> create(Call call) {
    return collections
        .createShardKey(call.collection(), ShardKeyJson.create(call.body()), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }

  private CompletionStage<Reply> drop(Call call) {
    return collections
        .dropShardKey(call.collection(), ShardKeyJson.drop(call.body()), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }
}
