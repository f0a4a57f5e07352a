package io.dunlin.http.codec;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.KeyedOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All operations on points but the upserts, each from its own body or as one of a batch. */
final class OperationJson {
  private OperationJson() {}

  static KeyedOperation delete(JsonReader json) throws IOException {
    Selector selector = selectionOnly(json);
    return selector.keyed(new PointOperation.Delete(selector.selection(json)));
  }

  static KeyedOperation clearPayload(JsonReader json) throws IOException {
    Selector selector = selectionOnly(json);
    return selector.keyed(new PointOperation.ClearPayload(selector.selection(json)));
  }

  static KeyedOperation deleteVectors(JsonReader json) throws IOException {
    json.beginObject("points and names of vectors");
    Selector selector = new Selector();
    List<String> names = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "vector", "vectors" -> names = json.list("a list of names", JsonReader::string);
        default -> selector.accept(name, json);
      }
    }
    if (names == null) {
      throw json.missing("vector");
    }
    if (names.isEmpty()) {
      throw RequestException.invalidBody("vector", "must specify vector names to delete");
    }
    return selector.keyed(new PointOperation.DeleteVectors(selector.selection(json), names));
  }

  static KeyedOperation setPayload(JsonReader json) throws IOException {
    PayloadChange change = PayloadChange.read(json);
    return new KeyedOperation(
        new PointOperation.SetPayload(change.selection(), change.payload(), change.key()),
        change.keys());
  }

  static KeyedOperation overwritePayload(JsonReader json) throws IOException {
    PayloadChange change = PayloadChange.read(json);
    return new KeyedOperation(
        new PointOperation.OverwritePayload(change.selection(), change.payload()), change.keys());
  }

  static KeyedOperation deletePayload(JsonReader json) throws IOException {
    json.beginObject("points and payload keys");
    Selector selector = new Selector();
    List<JsonPath> keys = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "keys" -> keys = SelectorJson.paths(json);
        default -> selector.accept(name, json);
      }
    }
    if (keys == null) {
      throw json.missing("keys");
    }
    return selector.keyed(new PointOperation.DeletePayload(selector.selection(json), keys));
  }

  static List<KeyedOperation> batch(JsonReader json) throws IOException {
    json.beginObject("a batch of operations");
    List<KeyedOperation> operations = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "operations" ->
            operations = json.list("a list of operations", OperationJson::operation);
        default -> json.skip();
      }
    }
    if (operations == null) {
      throw json.missing("operations");
    }
    return operations;
  }

  /** One operation of a batch: an object whose only field names its kind. */
  private static KeyedOperation operation(JsonReader json) throws IOException {
    json.beginObject("an operation");
    List<KeyedOperation> operations = new ArrayList<>(1);
    for (String kind = json.nextField(); kind != null; kind = json.nextField()) {
      operations.add(
          switch (kind) {
            case "upsert" -> UpsertJson.upsert(json, MissingIds.REFUSED);
            case "delete" -> delete(json);
            case "set_payload" -> setPayload(json);
            case "overwrite_payload" -> overwritePayload(json);
            case "delete_payload" -> deletePayload(json);
            case "clear_payload" -> clearPayload(json);
            case "update_vectors" -> UpsertJson.updateVectors(json);
            case "delete_vectors" -> deleteVectors(json);
            default ->
                throw json.unknownVariant(
                    kind,
                    "`upsert`, `delete`, `set_payload`, `overwrite_payload`, `delete_payload`,"
                        + " `clear_payload`, `update_vectors`, `delete_vectors`");
          });
    }
    if (operations.size() != 1) {
      throw json.malformed("data did not match any variant of untagged enum UpdateOperation");
    }
    return operations.getFirst();
  }

  private static Selector selectionOnly(JsonReader json) throws IOException {
    json.beginObject("`points` or a `filter`");
    Selector selector = new Selector();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      selector.accept(name, json);
    }
    return selector;
  }

  /** What setting and overwriting a payload have in common. */
  private record PayloadChange(
      PointOperation.Selection selection,
      Payload payload,
      Optional<JsonPath> key,
      ShardKeySelector keys) {

    static PayloadChange read(JsonReader json) throws IOException {
      json.beginObject("points and a payload");
      Selector selector = new Selector();
      Payload payload = null;
      Optional<JsonPath> key = Optional.empty();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "payload" -> payload = PayloadJson.read(json);
          case "key" -> key = json.optional(SelectorJson::path);
          default -> selector.accept(name, json);
        }
      }
      if (payload == null) {
        throw json.missing("payload");
      }
      return new PayloadChange(selector.selection(json), payload, key, selector.keys);
    }
  }

  /** The points that an operation is about, while its fields are read. Ids win over a filter. */
  private static final class Selector {
    private @Nullable List<PointId> points;
    private @Nullable Filter filter;
    private ShardKeySelector keys = ShardKeySelector.NONE_NAMED;

    void accept(String name, JsonReader json) throws IOException {
      switch (name) {
        case "points" -> points = json.isNull() ? null : PointIdJson.readAll(json);
        case "filter" -> filter = json.isNull() ? null : FilterJson.read(json);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        default -> json.skip();
      }
    }

    KeyedOperation keyed(PointOperation operation) {
      return new KeyedOperation(operation, keys);
    }

    PointOperation.Selection selection(JsonReader json) {
      if (points != null) {
        return new PointOperation.ByIds(points);
      }
      if (filter != null) {
        return new PointOperation.ByFilter(filter);
      }
      throw json.malformed("Either list of point ids or filter must be provided");
    }
  }
}
