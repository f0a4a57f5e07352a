package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Random filters and payloads, of so few words and numbers that many of them meet. */
public final class RandomFilters {
  private static final List<String> KEYS = List.of("a", "b", "c");

  /** Where random filters look. */
  public static final List<String> PATHS =
      List.of(
          "a",
          "b",
          "c",
          "a.b",
          "a.c",
          "b.a",
          "a[]",
          "b[]",
          "a[].b",
          "b[].a",
          "c[].c",
          "a[0]",
          "b[1]",
          "a[0].b",
          "a[].b[].c",
          "a[][]",
          "c.lon");

  private static final List<Object> SCALARS =
      List.of(
          0L,
          1L,
          2L,
          -1L,
          Long.MAX_VALUE,
          (1L << 53) + 1,
          BigInteger.ONE.shiftLeft(63),
          0.0,
          1.0,
          1.5,
          0x1p53,
          true,
          false,
          "",
          "red",
          "red fox",
          "a red fox",
          "Fox. Red?",
          "fox",
          "2024-01-01T00:00:00Z",
          "2024-06-01T02:00:00+02:00",
          "2025-01-01T00:00:00.000001Z",
          JsonNull.NULL);
  private static final List<Double> BOUNDS = List.of(-1.0, 0.0, 1.0, 1.5, 2.0, 0x1p53, 0x1p63);

  /** What may be a word, for conditions on words. */
  public static final List<TextSchema> SCHEMAS =
      List.of(
          TextSchema.DEFAULTS,
          schema(Tokenizer.WORD, 2, List.of("a")),
          schema(Tokenizer.PREFIX, 2, List.of()),
          schema(Tokenizer.WHITESPACE, 1, List.of("red")));

  public static final List<PointId> IDS = List.of(PointId.of(1), PointId.of(2), PointId.of(3));
  static final List<String> VECTORS = List.of("", "dense");

  private RandomFilters() {}

  /** Nests at most three deep. */
  public static Payload payload(Random random) {
    return new Payload(fields(random, 3));
  }

  private static Map<String, Object> fields(Random random, int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String key : KEYS) {
      if (random.nextInt(4) > 0) {
        fields.put(key, value(random, depth - 1));
      }
    }
    return fields;
  }

  private static Object value(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return pick(random, SCALARS);
    }
    return switch (random.nextInt(5)) {
      case 0, 1 -> list(random, () -> value(random, depth - 1));
      case 2, 3 -> fields(random, depth);
      default ->
          Map.of(
              "lon",
              random.nextDouble(-180, 180),
              "lat",
              random.nextBoolean() ? random.nextLong(-90, 90) : random.nextDouble(-90, 90));
    };
  }

  /** Filters in it nest at most {@code depth} deep. */
  public static Filter filter(Random random, int depth) {
    return switch (random.nextInt(6)) {
      case 0 -> Filters.must(conditions(random, depth));
      case 1 -> Filters.should(conditions(random, depth));
      case 2 -> Filters.mustNot(conditions(random, depth));
      case 3 -> Filters.atLeast(random.nextInt(3), conditions(random, depth));
      case 4 -> Filters.must(condition(random, depth));
      default ->
          new Filter(
              List.of(conditions(random, depth)),
              List.of(conditions(random, depth)),
              List.of(conditions(random, depth)),
              Optional.empty());
    };
  }

  private static Condition[] conditions(Random random, int depth) {
    return list(random, () -> condition(random, depth)).toArray(Condition[]::new);
  }

  private static Condition condition(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 9)) {
      case 0 ->
          random.nextInt(3) == 0
              ? new Condition.Slice(2, random.nextInt(2))
              : new Condition.HasId(new HashSet<>(list(random, () -> pick(random, IDS))));
      case 1 -> new Condition.HasVector(pick(random, VECTORS));
      case 2 -> new Condition.IsEmpty(path(random));
      case 3 -> new Condition.IsNull(path(random));
      case 9 -> filter(random, depth - 1);
      case 10, 11 -> new Condition.Nested(path(random), filter(random, depth - 1));
      default -> {
        List<Check> checks = list(random, () -> check(random));
        checks.add(check(random));
        yield new Condition.Field(path(random), checks);
      }
    };
  }

  private static Check check(Random random) {
    return switch (random.nextInt(13)) {
      case 11, 12 ->
          new Check.MatchWords(
              pick(random, SCHEMAS),
              pick(random, List.of("red", "Fox a", "red fox", "fox-re", "fo red", "", "2024")),
              pick(random, List.of(Check.WordMode.values())));
      case 0, 1 -> new Check.MatchValue(keyword(random));
      case 2 -> new Check.MatchAny(new HashSet<>(list(random, () -> keyword(random))));
      case 3 -> new Check.MatchExcept(new HashSet<>(list(random, () -> keyword(random))));
      case 4 ->
          new Check.MatchText(
              pick(random, List.of("red", "fox", "red fox", "dog red")),
              pick(random, List.of(Check.TextMode.values())));
      case 5 ->
          new Check.Range(
              maybe(random, BOUNDS),
              maybe(random, BOUNDS),
              maybe(random, BOUNDS),
              maybe(random, BOUNDS));
      case 6 -> {
        List<Long> moments = List.of(1704067200000000L, 1717200000000000L, 1735689600000001L);
        yield new Check.DatetimeRange(
            maybe(random, moments),
            maybe(random, moments),
            maybe(random, moments),
            maybe(random, moments));
      }
      case 7 -> new Check.GeoBox(point(random), point(random));
      case 8 -> new Check.GeoRadius(point(random), random.nextDouble(2e7));
      case 9 -> new Check.GeoPolygon(ring(random), list(random, () -> ring(random)));
      default -> {
        List<Long> counts = List.of(0L, 1L, 2L, 3L);
        yield new Check.ValuesCount(
            maybe(random, counts),
            maybe(random, counts),
            maybe(random, counts),
            maybe(random, counts));
      }
    };
  }

  /** With phrases; words of more than four characters are too long. */
  private static TextSchema schema(Tokenizer tokenizer, int shortest, List<String> stopwords) {
    return new TextSchema(
        Optional.of(tokenizer),
        Optional.of(shortest),
        Optional.of(4),
        Optional.empty(),
        Optional.empty(),
        Optional.of(true),
        Optional.of(new TextSchema.Stopwords(List.of(), stopwords)),
        Optional.empty());
  }

  private static Object keyword(Random random) {
    return pick(random, List.of(0L, 1L, 2L, Long.MAX_VALUE, true, "red", "fox", "red fox"));
  }

  private static GeoPoint point(Random random) {
    return new GeoPoint(random.nextDouble(-180, 180), random.nextDouble(-90, 90));
  }

  /** Any closed line; it may cross itself, which the even-odd rule settles. */
  private static List<GeoPoint> ring(Random random) {
    List<GeoPoint> ring = new ArrayList<>();
    for (int i = 3 + random.nextInt(5); i > 0; i--) {
      ring.add(point(random));
    }
    ring.add(ring.getFirst());
    return ring;
  }

  private static JsonPath path(Random random) {
    return JsonPathParser.parse(pick(random, PATHS));
  }

  private static <T> Optional<T> maybe(Random random, List<T> values) {
    return random.nextInt(3) == 0 ? Optional.of(pick(random, values)) : Optional.empty();
  }

  private static <T> List<T> list(Random random, Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  public static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
