package io.dunlin.http.codec;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.KeyedOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Points to write: {@code {points: [...]}} or, column by column, {@code {batch: {...}}}. */
final class UpsertJson {
  private UpsertJson() {}

  static KeyedOperation upsert(JsonReader json, MissingIds missing) throws IOException {
    json.beginObject("points to insert");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    List<PointInput> points = null;
    UpdateMode mode = UpdateMode.UPSERT;
    Filter filter = Filter.ALL;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "points" -> points = json.list("a list of points", point -> point(point, missing));
        case "batch" -> points = new Batch(missing).read(json);
        case "update_mode" -> mode = json.isNull() ? UpdateMode.UPSERT : mode(json);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        case "update_filter" -> filter = FilterJson.read(json);
        default -> json.skip();
      }
    }
    if (points == null) {
      throw json.malformed(
          "data did not match any variant of untagged enum PointInsertOperations: "
              + "either `points` or `batch` is needed");
    }
    if (!missing.goesWith(mode)) {
      throw RequestException.invalidBody("update_mode", MissingIds.NOTHING_TO_UPDATE);
    }
    return new KeyedOperation(new PointOperation.Upsert(points, mode, filter), keys);
  }

  private static UpdateMode mode(JsonReader json) throws IOException {
    String name = json.string();
    return switch (name) {
      case "upsert" -> UpdateMode.UPSERT;
      case "insert_only" -> UpdateMode.INSERT_ONLY;
      case "update_only" -> UpdateMode.UPDATE_ONLY;
      default -> throw json.unknownVariant(name, "`upsert`, `insert_only`, `update_only`");
    };
  }

  static PointInput point(JsonReader json) throws IOException {
    return point(json, MissingIds.REFUSED);
  }

  private static PointInput point(JsonReader json, MissingIds missing) throws IOException {
    json.beginObject("a point");
    PointId id = null;
    Map<String, VectorValue> vectors = null;
    Payload payload = Payload.EMPTY;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "id" -> id = PointIdJson.read(json, missing);
        case "vector" -> vectors = VectorJson.readNamed(json);
        case "payload" -> payload = PayloadJson.read(json);
        default -> json.skip();
      }
    }
    if (id == null && missing == MissingIds.MADE) {
      id = MissingIds.next();
    }
    if (id == null || vectors == null) {
      throw json.missing(id == null ? "id" : "vector");
    }
    return new PointInput(id, vectors, payload);
  }

  static KeyedOperation updateVectors(JsonReader json) throws IOException {
    json.beginObject("points with vectors");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    List<PointInput> points = null;
    Filter filter = Filter.ALL;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "points" -> points = json.list("a list of points", UpsertJson::point);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        case "update_filter" -> filter = FilterJson.read(json);
        default -> json.skip();
      }
    }
    if (points == null) {
      throw json.missing("points");
    }
    if (points.isEmpty()) {
      throw RequestException.invalidBody("points", "must specify points to update");
    }
    return new KeyedOperation(new PointOperation.UpdateVectors(points, filter), keys);
  }

  /** A batch while its columns are read, in any order. */
  private static final class Batch {
    private final MissingIds missing;
    private @Nullable List<PointId> ids;
    private @Nullable List<Map<String, VectorValue>> vectors;
    private @Nullable List<Payload> payloads;

    Batch(MissingIds missing) {
      this.missing = missing;
    }

    List<PointInput> read(JsonReader json) throws IOException {
      json.beginObject("a batch");
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        switch (name) {
          case "ids" -> ids = json.list("a list of point ids", id -> PointIdJson.read(id, missing));
          case "vectors" -> vectors = json.isObject() ? namedColumns(json) : unnamedColumn(json);
          case "payloads" ->
              payloads = json.isNull() ? null : json.list("a list of payloads", PayloadJson::read);
          default -> json.skip();
        }
      }
      if (ids == null && vectors != null && missing == MissingIds.MADE) {
        ids = Stream.generate(MissingIds::next).limit(vectors.size()).toList();
      }
      if (ids == null || vectors == null) {
        throw json.missing(ids == null ? "ids" : "vectors");
      }
      return points(ids, vectors, payloads);
    }

    private static List<PointInput> points(
        List<PointId> ids,
        List<Map<String, VectorValue>> vectors,
        @Nullable List<Payload> payloads) {
      checkLength("vectors", vectors.size(), ids.size());
      if (payloads != null) {
        checkLength("payloads", payloads.size(), ids.size());
      }
      List<PointInput> points = new ArrayList<>(ids.size());
      for (int i = 0; i < ids.size(); i++) {
        Payload payload = payloads == null ? Payload.EMPTY : payloads.get(i);
        points.add(new PointInput(ids.get(i), vectors.get(i), payload));
      }
      return List.copyOf(points);
    }

    private static void checkLength(String column, int length, int ids) {
      if (length != ids) {
        throw RequestException.invalidBody(
            "batch",
            "number of ids and " + column + " must be equal (" + ids + " != " + length + ")");
      }
    }

    private static List<Map<String, VectorValue>> unnamedColumn(JsonReader json)
        throws IOException {
      return json.list(
          "a list of vectors",
          vector -> Map.of(VectorJson.UNNAMED, VectorJson.read(vector, Documents.Use.STORED)));
    }

    /** One list of vectors for each name, all of one length, turned into rows. */
    private static List<Map<String, VectorValue>> namedColumns(JsonReader json) throws IOException {
      List<Map<String, VectorValue>> rows = null;
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        List<VectorValue> column =
            json.list("a list of vectors", vector -> VectorJson.read(vector, Documents.Use.STORED));
        if (rows == null) {
          rows = new ArrayList<>(column.size());
          for (int i = 0; i < column.size(); i++) {
            rows.add(new LinkedHashMap<>());
          }
        }
        checkLength("vectors", column.size(), rows.size());
        for (int i = 0; i < column.size(); i++) {
          rows.get(i).put(name, column.get(i));
        }
      }
      return rows == null ? List.of() : rows;
    }
  }
}
