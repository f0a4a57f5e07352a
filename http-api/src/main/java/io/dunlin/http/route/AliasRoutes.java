package io.dunlin.http.route;

import io.dunlin.http.codec.AliasJson;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.sharding.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Names that stand for collections. */
final class AliasRoutes {
  private final Collections collections;

  private AliasRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    AliasRoutes routes = new AliasRoutes(collections);
    table
        .get("/aliases", routes::all)
        .get("/collections/{collection_name}/aliases", routes::ofCollection)
        .post("/collections/aliases", routes::change);
  }

  private CompletionStage<Reply> all(Call call) {
    return collections.aliases().thenApply(all -> new Reply.Result(AliasJson.aliases(all)));
  }

  private CompletionStage<Reply> ofCollection(Call call) {
    return collections
        .find(call.collection())
        .thenCombine(
            collections.aliases(),
            (info, all) -> {
              SortedMap<String, String> own = new TreeMap<>(all);
              own.values().removeIf(name -> !name.equals(info.name()));
              return new Reply.Result(AliasJson.aliases(own));
            });
  }

  private CompletionStage<Reply> change(Call call) {
    return collections
        .changeAliases(AliasJson.actions(call.body()), call.timeout())
        .thenApply(done -> new Reply.Result(JsonCodec.bool(done)));
  }
}
