package io.dunlin.sharding.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.filter.PayloadEdits;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import io.dunlin.persistence.model.PointId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A payload that is as its schema says stays so, whatever operations pass: each is tried on random
 * payloads, and what it makes of them is checked as a whole.
 */
class PayloadChecksProperties {
  private static final PointOperation.Selection POINTS =
      new PointOperation.ByIds(List.of(PointId.of(1)));
  private static final List<String> PATHS =
      List.of("a", "b", "a.b", "b.a", "a.a.b", "a[].b", "b.a[].a", "c");
  private static final List<String> KEYS =
      List.of("a", "a.b", "a[]", "a[0]", "b.a", "a[].b", "b[0].a", "a.a", "b.a[]");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void payloadsStayAsTheirSchemaSays(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int passed = 0;
    int refused = 0;
    for (int i = 0; i < 60_000; i++) {
      PayloadSchema schema = schema(random);
      Payload payload = new Payload(object(random, 0));
      PayloadChecks checks = new PayloadChecks(schema);
      if (!passes(checks, new PointOperation.OverwritePayload(POINTS, payload))) {
        continue;
      }
      PointOperation operation = operation(random);
      if (passes(checks, operation)) {
        passed++;
        Payload after = applied(operation, payload);
        assertThatCode(() -> checks.check(new PointOperation.OverwritePayload(POINTS, after)))
            .as("%s of %s under %s makes %s", operation, payload, schema, after)
            .doesNotThrowAnyException();
      } else {
        refused++;
      }
    }
    assertThat(passed).isGreaterThan(1_000);
    assertThat(refused).isGreaterThan(1_000);
  }

  private static boolean passes(PayloadChecks checks, PointOperation operation) {
    try {
      checks.check(operation);
      return true;
    } catch (DunlinException refused) {
      return false;
    }
  }

  private static Payload applied(PointOperation operation, Payload payload) {
    return switch (operation) {
      case PointOperation.SetPayload(var _, Payload change, Optional<JsonPath> key) ->
          key.map(path -> PayloadEdits.mergeAt(payload, path, change))
              .orElseGet(() -> PayloadEdits.merge(payload, change));
      case PointOperation.OverwritePayload overwrite -> overwrite.payload();
      case PointOperation.DeletePayload delete -> PayloadEdits.without(payload, delete.keys());
      case PointOperation.ClearPayload _ -> Payload.EMPTY;
      default -> throw new AssertionError(operation);
    };
  }

  private static PayloadSchema schema(Random random) {
    SortedMap<String, Field> fields = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String path = PATHS.get(random.nextInt(PATHS.size()));
      PayloadSchema.Type[] types = {
        PayloadSchema.Type.KEYWORD, PayloadSchema.Type.INTEGER, PayloadSchema.Type.OBJECT
      };
      fields.put(
          path,
          new Field(
              types[random.nextInt(types.length)],
              !path.contains("[") && random.nextBoolean(),
              Optional.empty(),
              Optional.empty()));
    }
    return new PayloadSchema(fields, random.nextBoolean() ? Extra.ALLOW : Extra.REFUSE);
  }

  private static PointOperation operation(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> new PointOperation.ClearPayload(POINTS);
      case 1, 2 ->
          new PointOperation.DeletePayload(POINTS, List.of(key(random), JsonPathParser.parse("c")));
      default ->
          new PointOperation.SetPayload(
              POINTS,
              new Payload(object(random, 1)),
              random.nextInt(3) == 0 ? Optional.empty() : Optional.of(key(random)));
    };
  }

  private static JsonPath key(Random random) {
    return JsonPathParser.parse(KEYS.get(random.nextInt(KEYS.size())));
  }

  private static Map<String, Object> object(Random random, int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      if (random.nextInt(2) == 0) {
        fields.put(name, value(random, depth + 1));
      }
    }
    return fields;
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 3 : 7)) {
      case 0 -> "text";
      case 1 -> 5L;
      case 2 -> JsonNull.NULL;
      case 3 -> List.of();
      case 4 -> List.of(value(random, depth + 1), value(random, depth + 1));
      default -> object(random, depth);
    };
  }
}
