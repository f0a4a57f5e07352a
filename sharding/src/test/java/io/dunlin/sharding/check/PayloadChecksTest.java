package io.dunlin.sharding.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import io.dunlin.persistence.model.PointId;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadChecksTest {
  private static final PointOperation.Selection POINTS =
      new PointOperation.ByIds(List.of(PointId.of(7), PointId.of(8)));

  private static Field field(PayloadSchema.Type type) {
    return new Field(type, false, Optional.empty(), Optional.empty());
  }

  private static Field required(PayloadSchema.Type type) {
    return new Field(type, true, Optional.empty(), Optional.empty());
  }

  private static PayloadChecks checks(Extra extra, Map<String, Field> fields) {
    return new PayloadChecks(new PayloadSchema(new TreeMap<>(fields), extra));
  }

  private static PointOperation upsert(Map<String, Object> payload) {
    return new PointOperation.Upsert(
        List.of(
            new PointInput(PointId.of(6), Map.of(), Payload.EMPTY),
            new PointInput(PointId.of(7), Map.of(), new Payload(payload))));
  }

  /** Null where it is accepted. */
  private static @Nullable String problem(PayloadChecks checks, PointOperation operation) {
    DunlinException refused =
        catchThrowableOfType(DunlinException.class, () -> checks.check(operation));
    if (refused == null) {
      return null;
    }
    assertThat(refused.failure()).isInstanceOf(DunlinFailure.WrongInput.class);
    return ((DunlinFailure.WrongInput) refused.failure()).message();
  }

  static Stream<Arguments> values() {
    Map<String, Object> place = Map.of("lon", 8.5, "lat", 47L);
    return Stream.of(
        Arguments.of(PayloadSchema.Type.KEYWORD, List.of("", "a"), List.of(1L, true, place)),
        Arguments.of(PayloadSchema.Type.TEXT, List.of("", "a"), List.of(1.5, place)),
        Arguments.of(
            PayloadSchema.Type.INTEGER, List.of(1L, -5L), List.of("1", 1.0, BigInteger.TWO)),
        Arguments.of(PayloadSchema.Type.FLOAT, List.of(1.5, 1L, BigInteger.TWO), List.of("1.5")),
        Arguments.of(PayloadSchema.Type.BOOL, List.of(true, false), List.of("true", 1L)),
        Arguments.of(
            PayloadSchema.Type.GEO, List.of(place), List.of(Map.of("lon", 1L), "47,8", 4.5)),
        Arguments.of(
            PayloadSchema.Type.DATETIME,
            List.of("2024-02-29", "2024-02-29T12:30:00Z"),
            List.of("yesterday", 1709209800L)),
        Arguments.of(
            PayloadSchema.Type.UUID,
            List.of("550e8400-e29b-41d4-a716-446655440000", "{" + new UUID(1, 2) + "}"),
            List.of("550e8400", 5L)),
        Arguments.of(
            PayloadSchema.Type.OBJECT, List.of(Map.of(), Map.of("a", List.of())), List.of("{}")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valuesAreOfTheirTypeAloneAndInArrays(
      PayloadSchema.Type type, List<Object> right, List<Object> wrong) {
    PayloadChecks checks = checks(Extra.ALLOW, Map.of("f", field(type)));
    for (Object value : right) {
      assertThat(problem(checks, upsert(Map.of("f", value)))).isNull();
    }
    assertThat(problem(checks, upsert(Map.of("f", right)))).isNull();
    assertThat(problem(checks, upsert(Map.of("f", List.of())))).isNull();
    assertThat(problem(checks, upsert(Map.of("f", JsonNull.NULL)))).isNull();
    assertThat(problem(checks, upsert(Map.of("other", wrong)))).isNull();
    for (Object value : wrong) {
      assertThat(problem(checks, upsert(Map.of("f", value)))).startsWith("point 7: f: found ");
      assertThat(problem(checks, upsert(Map.of("f", List.of(right.getFirst(), value)))))
          .startsWith("point 7: f: found ");
    }
    assertThat(problem(checks, upsert(Map.of("f", List.of(right)))))
        .startsWith("point 7: f: found an array in an array, expected a");
  }

  @Test
  void whatIsFoundAndExpectedIsToldWithThePointAndThePath() {
    PayloadChecks checks =
        checks(
            Extra.ALLOW,
            Map.of(
                "a[].price",
                field(PayloadSchema.Type.FLOAT),
                "tag",
                new Field(PayloadSchema.Type.KEYWORD, false, Optional.of(3), Optional.empty())));
    assertThat(
            problem(
                checks,
                upsert(Map.of("a", List.of(Map.of("price", 1.5), Map.of("price", "cheap"))))))
        .isEqualTo("point 7: a[].price: found the string \"cheap\", expected a float");
    // Characters, not the halves that some take.
    assertThat(problem(checks, upsert(Map.of("tag", "a鳥🐦")))).isNull();
    assertThat(problem(checks, upsert(Map.of("tag", "fowl"))))
        .isEqualTo(
            "point 7: tag: found the string \"fowl\", expected a keyword of at most 3 characters");
    assertThat(
            problem(
                checks,
                new PointOperation.SetPayload(
                    POINTS, new Payload(Map.of("tag", 5L)), Optional.empty())))
        .isEqualTo(
            "points 7, 8: tag: found the integer 5, expected a keyword of at most 3 characters");
    assertThat(
            problem(
                checks,
                new PointOperation.OverwritePayload(
                    new PointOperation.ByFilter(Filter.ALL), new Payload(Map.of("tag", "fowl")))))
        .startsWith("points of a filter: tag: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "accepted",
      value = {
        // set, at the path of a key
        "set    |         | a | accepted",
        "set    |         | b | b.c: would be taken away",
        "set    | b       | c | accepted",
        "set    | b       | d | accepted",
        "set    | b.c     | d | b.c: found an object",
        "set    | b[]     | d | b.c: would be taken away",
        "set    | b.c[0]  | d | b.c: ",
        "set    | a[0].b  | d | accepted",
        "delete |         | a | accepted",
        "delete |         | b | b.c: would be taken away",
        "delete |         | b.c | b.c: would be taken away",
        "delete |         | b.c[] | b.c: would be taken away",
        "delete |         | b.c[0] | accepted",
        "delete |         | b.c.d | accepted",
        "delete |         | b.d | accepted",
        "clear  |         |     | b.c: would be taken away, expected a required keyword",
      })
  void whatIsRequiredIsNotTakenAway(
      String operation, @Nullable String key, @Nullable String name, @Nullable String refused) {
    PayloadChecks checks = checks(Extra.ALLOW, Map.of("b.c", required(PayloadSchema.Type.KEYWORD)));
    @Nullable String found =
        problem(
            checks,
            switch (operation) {
              case "set" ->
                  new PointOperation.SetPayload(
                      POINTS,
                      new Payload(Map.of(String.valueOf(name), "x")),
                      Optional.ofNullable(key).map(JsonPathParser::parse));
              case "delete" ->
                  new PointOperation.DeletePayload(
                      POINTS, List.of(JsonPathParser.parse(String.valueOf(name))));
              default -> new PointOperation.ClearPayload(POINTS);
            });
    if (refused == null) {
      assertThat(found).isNull();
    } else {
      assertThat(found).startsWith("points 7, 8: " + refused);
    }
  }

  @Test
  void whatIsRequiredStandsInEveryWholePayload() {
    PayloadChecks checks = checks(Extra.ALLOW, Map.of("b.c", required(PayloadSchema.Type.KEYWORD)));
    String lacking = "b.c: found no value, expected a required keyword";
    assertThat(problem(checks, upsert(Map.of("b", Map.of("c", "x")))))
        .isEqualTo("point 6: " + lacking);
    for (Object value : List.of(JsonNull.NULL, List.of(), List.of(JsonNull.NULL))) {
      assertThat(
              problem(
                  checks,
                  new PointOperation.OverwritePayload(
                      POINTS, new Payload(Map.of("b", Map.of("c", value))))))
          .isEqualTo("points 7, 8: " + lacking);
      // It would go, or be empty.
      assertThat(
              problem(
                  checks,
                  new PointOperation.SetPayload(
                      POINTS,
                      new Payload(Map.of("c", value)),
                      Optional.of(JsonPathParser.parse("b")))))
          .isEqualTo("points 7, 8: b.c: would be taken away, expected a required keyword");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "accepted",
      value = {
        "a   | accepted",
        "b   | b",
        "o   | accepted",
        "n   | n",
        "n.x | accepted",
        "n.y | n.y",
        "l[].x | accepted",
        "l[].y | l[].y",
        "l   | l",
      })
  void othersAreRefusedWhereTheSchemaSaysSo(String path, @Nullable String refused) {
    Map<String, Field> fields =
        Map.of(
            "a", field(PayloadSchema.Type.TEXT),
            "o", field(PayloadSchema.Type.OBJECT),
            "n.x", field(PayloadSchema.Type.TEXT),
            "l[].x", field(PayloadSchema.Type.TEXT));
    Map<String, Object> payload =
        switch (path) {
          case "o" -> Map.of("o", Map.of("any", Map.of("thing", 1L)));
          case "n.x", "n.y" -> Map.of("n", Map.of(path.substring(2), "t"));
          case "l[].x", "l[].y" -> Map.of("l", List.of(Map.of(), Map.of(path.substring(4), "t")));
          default -> Map.of(path, "t");
        };
    @Nullable String expected =
        refused == null
            ? null
            : refused + ": found a field that is not declared, expected those of the schema";
    assertThat(problem(checks(Extra.REFUSE, fields), upsert(payload)))
        .isEqualTo(expected == null ? null : "point 7: " + expected);
    assertThat(
            problem(
                checks(Extra.REFUSE, fields),
                new PointOperation.SetPayload(POINTS, new Payload(payload), Optional.empty())))
        .isEqualTo(expected == null ? null : "points 7, 8: " + expected);
    assertThat(problem(checks(Extra.ALLOW, fields), upsert(payload))).isNull();
  }

  @Test
  void removalsAndVectorsAreNotAskedForTheirPayload() {
    PayloadChecks checks = checks(Extra.REFUSE, Map.of("b", required(PayloadSchema.Type.KEYWORD)));
    assertThat(problem(checks, new PointOperation.Delete(POINTS))).isNull();
    assertThat(problem(checks, new PointOperation.DeleteVectors(POINTS, List.of("")))).isNull();
    assertThat(
            problem(
                checks,
                new PointOperation.UpdateVectors(
                    List.of(new PointInput(PointId.of(7), Map.of(), Payload.EMPTY)))))
        .isNull();
  }
}
