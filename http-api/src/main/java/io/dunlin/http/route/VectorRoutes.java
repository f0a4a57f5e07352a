package io.dunlin.http.route;

import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.NewVectorJson;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Names;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.Collections;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Making and dropping vectors of a collection that is there. */
final class VectorRoutes {
  private static final String VECTOR = "/collections/{collection_name}/vectors/{vector_name}";

  private final Collections collections;

  private VectorRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    VectorRoutes routes = new VectorRoutes(collections);
    table.put(VECTOR, routes::make).delete(VECTOR, routes::drop);
  }

  private CompletionStage<Reply> make(Call call) {
    return change(call, Optional.of(NewVectorJson.read(call.body())));
  }

  private CompletionStage<Reply> drop(Call call) {
    return change(call, Optional.empty());
  }

  private CompletionStage<Reply> change(Call call, Optional<VectorKind> kind) {
    WriteOptions options = call.writeOptions();
    return collections
        .changeVector(call.collection(), name(call), kind, options)
        .thenApply(result -> new Reply.Result(JsonCodec.write(result)));
  }

  private static String name(Call call) {
    String name = call.path().getOrDefault("vector_name", "");
    Names.problemOfVector(name)
        .ifPresent(problem -> {
          throw RequestException.invalidPath("vector_name", problem);
        });
    return name;
  }
}
