package io.dunlin.sharding.check;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Selection;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.filter.PayloadLookup;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.JsonPath.Step;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks what is written against what a collection declares of its payloads. By the operation
 * alone: what its points have already is not asked for, so that an operation is refused where it
 * could take away what a point must have.
 */
public final class PayloadChecks {
  private static final int POINTS_NAMED = 5;

  private final List<Declared> fields = new ArrayList<>();
  private final Optional<DeclaredPaths> only;

  /** A field and where it is. */
  private record Declared(JsonPath path, Field field) {
    List<Step> steps() {
      return path.steps();
    }
  }

  public PayloadChecks(PayloadSchema schema) {
    schema
        .fields()
        .forEach((path, field) -> fields.add(new Declared(JsonPathParser.parse(path), field)));
    this.only =
        schema.extra() == Extra.REFUSE
            ? Optional.of(
                new DeclaredPaths(
                    fields.stream().map(declared -> declared.path().steps()).toList()))
            : Optional.empty();
  }

  /** Fails with WrongInput that names the points, the path, what is there and what should be. */
  public void check(PointOperation operation) {
    if (fields.isEmpty() && only.isEmpty()) {
      return;
    }
    switch (operation) {
      case PointOperation.Upsert upsert -> {
        for (PointInput point : upsert.points()) {
          problemOfWhole(point.payload())
              .ifPresent(problem -> refuse("point " + point.id(), problem));
        }
      }
      case PointOperation.OverwritePayload(Selection points, Payload payload) ->
          problemOfWhole(payload).ifPresent(problem -> refuse(named(points), problem));
      case PointOperation.SetPayload(Selection points, Payload payload, Optional<JsonPath> key) ->
          problemOfPart(payload, key.map(JsonPath::steps).orElse(List.of()))
              .ifPresent(problem -> refuse(named(points), problem));
      case PointOperation.DeletePayload(Selection points, List<JsonPath> keys) ->
          required().stream()
              .filter(
                  declared -> keys.stream().anyMatch(key -> removes(key.steps(), declared.steps())))
              .findFirst()
              .ifPresent(declared -> refuse(named(points), taken(declared)));
      case PointOperation.ClearPayload(Selection points) ->
          required().stream()
              .findFirst()
              .ifPresent(declared -> refuse(named(points), taken(declared)));
      case PointOperation.Delete _,
          PointOperation.UpdateVectors _,
          PointOperation.ApplyDelta _,
          PointOperation.DeleteVectors _ -> {}
    }
  }

  /** Of a payload that is all that its points have then. */
  private Optional<String> problemOfWhole(Payload payload) {
    return problemOfValues(payload)
        .or(() ->
            required().stream()
                .filter(declared -> !hasValue(payload, declared.path()))
                .findFirst()
                .map(declared ->
                    declared.path().text()
                        + ": found no value, expected "
                        + PayloadTypes.expected(declared.field())));
  }

  /** Of fields that are put into the object at a path, whatever is beside them. */
  private Optional<String> problemOfPart(Payload change, List<Step> at) {
    Payload placed = placed(change, at);
    return problemOfValues(placed)
        .or(() ->
            required().stream()
                .filter(declared -> loses(declared, change, at, placed))
                .findFirst()
                .map(PayloadChecks::taken));
  }

  /** Whether the field may have no value when the change is in its place. */
  private static boolean loses(Declared required, Payload change, List<Step> at, Payload placed) {
    int keys = 0;
    while (keys < at.size() && at.get(keys) instanceof JsonPath.Key) {
      keys++;
    }
    if (keys < at.size()) {
      // Brackets turn what is no array into an empty one.
      return startsWith(required.steps(), at.subList(0, keys));
    }
    for (String name : change.fields().keySet()) {
      List<Step> replaced = new ArrayList<>(at);
      replaced.add(new JsonPath.Key(name));
      if (startsWith(required.steps(), replaced) && !hasValue(placed, required.path())) {
        return true;
      }
    }
    return false;
  }

  /** As it stands in a payload that has nothing else. */
  private static Payload placed(Payload change, List<Step> at) {
    Object value = change.fields();
    for (Step step : at.reversed()) {
      value =
          switch (step) {
            case JsonPath.Key(String name) -> Map.of(name, value);
            case JsonPath.Index _, JsonPath.Each _ -> List.of(value);
          };
    }
    @SuppressWarnings("unchecked") // a path begins with a key, and a change is an object
    Map<String, Object> fields = (Map<String, Object>) value;
    return new Payload(fields);
  }

  /** Values that are not of their types, or that stand where none may be. */
  private Optional<String> problemOfValues(Payload payload) {
    for (Declared declared : fields) {
      for (Object value : PayloadLookup.all(payload, declared.path())) {
        Optional<String> problem = PayloadTypes.problem(value, declared.field());
        if (problem.isPresent()) {
          return Optional.of(declared.path().text() + ": " + problem.get());
        }
      }
    }
    return only.flatMap(paths -> paths.extra(payload))
        .map(path -> path + ": found a field that is not declared, expected those of the schema");
  }

  private List<Declared> required() {
    return fields.stream().filter(declared -> declared.field().required()).toList();
  }

  /** Null and an empty array are none. */
  private static boolean hasValue(Payload payload, JsonPath path) {
    return PayloadLookup.all(payload, path).stream().anyMatch(value -> value != JsonNull.NULL);
  }

  /** Whether what is deleted at a path takes a field with it. */
  private static boolean removes(List<Step> deleted, List<Step> field) {
    return switch (deleted.getLast()) {
      case JsonPath.Key _ -> startsWith(field, deleted);
      // An array is left empty.
      case JsonPath.Each _ -> field.equals(deleted.subList(0, deleted.size() - 1));
      // Nothing is deleted.
      case JsonPath.Index _ -> false;
    };
  }

  private static boolean startsWith(List<Step> steps, List<Step> first) {
    return steps.size() >= first.size() && steps.subList(0, first.size()).equals(first);
  }

  private static String taken(Declared required) {
    return "%s: would be taken away, expected %s"
        .formatted(required.path().text(), PayloadTypes.expected(required.field()));
  }

  private static String named(Selection points) {
    return switch (points) {
      case PointOperation.ByFilter _ -> "points of a filter";
      case PointOperation.ByIds(var ids) ->
          (ids.size() == 1 ? "point " : "points ")
              + String.join(", ", ids.stream().limit(POINTS_NAMED).map(Object::toString).toList())
              + (ids.size() > POINTS_NAMED ? ", …" : "");
    };
  }

  private static void refuse(String points, String problem) {
    throw wrong(points + ": " + problem);
  }

  private static DunlinException wrong(String reason) {
    return new DunlinFailure.WrongInput(reason).asException();
  }
}
