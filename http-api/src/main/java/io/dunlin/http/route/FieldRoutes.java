package io.dunlin.http.route;

import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.codec.FieldSchemaJson;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.sharding.Collections;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Making and dropping payload indexes. */
final class FieldRoutes {
  private static final String INDEX = "/collections/{collection_name}/index";

  private final Collections collections;

  private FieldRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    FieldRoutes routes = new FieldRoutes(collections);
    table.put(INDEX, routes::make).delete(INDEX + "/{field_name}", routes::drop);
  }

  private CompletionStage<Reply> make(Call call) {
    FieldSchemaJson.Field field = FieldSchemaJson.field(call.body());
    WriteOptions options = call.writeOptions();
    return collections
        .changeField(call.collection(), field.path(), Optional.of(field.schema()), options)
        .thenApply(result -> new Reply.Result(JsonCodec.write(result)));
  }

  private CompletionStage<Reply> drop(Call call) {
    WriteOptions options = call.writeOptions();
    return collections
        .changeField(call.collection(), field(call), Optional.empty(), options)
        .thenApply(result -> new Reply.Result(JsonCodec.write(result)));
  }

  private static String field(Call call) {
    String text = call.path().getOrDefault("field_name", "");
    try {
      return JsonPathParser.parse(text).text();
    } catch (IllegalArgumentException e) {
      throw RequestException.invalidPath("field_name", String.valueOf(e.getMessage()));
    }
  }
}
