package io.dunlin.persistence.fieldindex;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.filter.RandomFilters;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.payload.PayloadCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** What indexes say of random filters, against what the payloads themselves say. */
class FieldIndexProperties {
  private static final int ROWS = 200;

  @TempDir Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {6, 70, 800, 9000})
  void neverSaysWhatThePayloadDoesNot(long seed) throws Exception {
    Random random = new Random(seed);
    long settled = 0;
    long asked = 0;
    for (int round = 0; round < 20; round++) {
      List<Payload> payloads = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        payloads.add(random.nextInt(10) == 0 ? Payload.EMPTY : RandomFilters.payload(random));
      }
      Map<JsonPath, FieldIndex> indexes = new HashMap<>();
      List<FieldIndexFile> files = new ArrayList<>();
      for (String path : RandomFilters.PATHS) {
        if (random.nextInt(4) > 0) {
          JsonPath at = JsonPathParser.parse(path);
          FieldIndexBuilder builder = new FieldIndexBuilder(schema(random), at);
          payloads.forEach(payload -> builder.add(PayloadCodec.encode(payload)));
          if (random.nextBoolean()) {
            Path file = folder.resolve(round + "-" + files.size());
            FieldIndexFile.write(builder, file);
            files.add(FieldIndexFile.open(file));
            indexes.put(at, files.getLast().index());
          } else {
            indexes.put(at, builder.build());
          }
        }
      }
      for (int i = 0; i < 100; i++) {
        Filter filter = RandomFilters.filter(random, 2);
        CompiledFilter truth = CompiledFilter.of(filter);
        RowMatches said =
            new IndexedFilter(
                    ROWS,
                    path -> Optional.ofNullable(indexes.get(path)),
                    FieldIndexProperties::rowOf,
                    FieldIndexProperties::having)
                .matches(filter);
        for (int row = 0; row < ROWS; row++) {
          asked++;
          if (!said.open().contains(row)) {
            settled++;
            assertThat(said.sure().contains(row))
                .as("seed %d: %s on %s", seed, filter, payloads.get(row))
                .isEqualTo(
                    truth.matches(PointId.of(row), payloads.get(row), vectorsOf(row)::contains));
          }
        }
      }
      files.forEach(FieldIndexFile::close);
    }
    assertThat(settled).isGreaterThan(asked / 3);
  }

  /**
   * Which of a row's values stand in one element of an array no index knows, only which rows may.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22})
  void leavesFewRowsOpenOfThoseWithNestedObjects(long seed) {
    Random random = new Random(seed);
    List<Payload> payloads = new ArrayList<>();
    for (int row = 0; row < 2_000; row++) {
      List<Object> dishes = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        dishes.add(Map.of("name", "n" + random.nextInt(20), "stars", random.nextLong(6)));
      }
      payloads.add(new Payload(Map.of("dishes", dishes)));
    }
    Map<JsonPath, FieldIndex> indexes = new HashMap<>();
    for (String path : List.of("dishes[].name", "dishes[].stars")) {
      FieldType type = path.endsWith("name") ? FieldType.KEYWORD : FieldType.INTEGER;
      indexes.put(JsonPathParser.parse(path), index(payloads, type, path));
    }
    Filter filter =
        new Filter(
            List.of(
                new Condition.Field(
                    JsonPathParser.parse("name"), List.of(new Check.MatchValue("n7"))),
                new Condition.Field(
                    JsonPathParser.parse("stars"), List.of(new Check.MatchValue(5L)))),
            List.of(),
            List.of(),
            Optional.empty());
    Condition nested = new Condition.Nested(JsonPathParser.parse("dishes"), filter);
    RowMatches said =
        new IndexedFilter(
                payloads.size(),
                path -> Optional.ofNullable(indexes.get(path)),
                FieldIndexProperties::rowOf,
                FieldIndexProperties::having)
            .matches(nested);
    CompiledFilter truth =
        CompiledFilter.of(new Filter(List.of(nested), List.of(), List.of(), Optional.empty()));
    int matching = 0;
    for (int row = 0; row < payloads.size(); row++) {
      if (truth.matches(PointId.of(row), payloads.get(row), _ -> false)) {
        matching++;
        assertThat(said.open().contains(row)).as("seed %d, row %d", seed, row).isTrue();
      }
    }
    assertThat(matching).isPositive();
    assertThat(said.open().getCardinality()).isLessThan(payloads.size() / 10);
  }

  /** Most rows have one value or none: only how many more others have does the payload say. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {31, 32})
  void leavesOpenHowManyValuesRowsHaveWithSeveral(long seed) {
    Random random = new Random(seed);
    List<Payload> payloads = new ArrayList<>();
    for (int row = 0; row < 1_000; row++) {
      List<Object> tags = new ArrayList<>();
      for (int i = random.nextInt(20) == 0 ? 3 : random.nextInt(2); i > 0; i--) {
        tags.add("t" + random.nextInt(50));
      }
      payloads.add(
          new Payload(
              random.nextInt(4) == 0
                  ? Map.of()
                  : Map.of("tags", random.nextBoolean() ? "one" : tags)));
    }
    FieldIndex index = index(payloads, FieldType.KEYWORD, "tags");
    for (long count = 0; count < 4; count++) {
      for (Check.ValuesCount check :
          List.of(
              new Check.ValuesCount(
                  Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(count)),
              new Check.ValuesCount(
                  Optional.empty(), Optional.of(count), Optional.empty(), Optional.empty()))) {
        Condition condition = new Condition.Field(JsonPathParser.parse("tags"), List.of(check));
        RowMatches said =
            new IndexedFilter(
                    payloads.size(),
                    _ -> Optional.of(index),
                    FieldIndexProperties::rowOf,
                    FieldIndexProperties::having)
                .matches(condition);
        CompiledFilter truth =
            CompiledFilter.of(
                new Filter(List.of(condition), List.of(), List.of(), Optional.empty()));
        for (int row = 0; row < payloads.size(); row++) {
          if (!said.open().contains(row)) {
            assertThat(said.sure().contains(row))
                .as("seed %d, %s of %s", seed, check, payloads.get(row))
                .isEqualTo(truth.matches(PointId.of(row), payloads.get(row), _ -> false));
          }
        }
        assertThat(said.open().getCardinality()).isLessThan(payloads.size() / 5);
      }
    }
  }

  /** So many rows that sets are made bit by bit and the globe is quartered. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12})
  void findsAmongManyRowsWhatTheirPayloadsHold(long seed) {
    Random random = new Random(seed);
    List<Payload> payloads = new ArrayList<>();
    for (int row = 0; row < 20_000; row++) {
      payloads.add(
          new Payload(
              Map.of(
                  "place",
                  Map.of("lon", near(random, 180), "lat", near(random, 90)),
                  "number",
                  random.nextBoolean() ? random.nextLong(-50, 50) : random.nextGaussian() * 50,
                  "word",
                  "w" + random.nextInt(300),
                  "whole",
                  List.of(random.nextLong(-9, 9), random.nextLong()))));
    }
    Map<String, FieldIndex> indexes =
        Map.of(
            "place", index(payloads, FieldType.GEO, "place"),
            "number", index(payloads, FieldType.FLOAT, "number"),
            "word", index(payloads, FieldType.KEYWORD, "word"),
            "whole", index(payloads, FieldType.INTEGER, "whole"));
    for (int i = 0; i < 60; i++) {
      Check.GeoPoint corner = new Check.GeoPoint(near(random, 180), near(random, 90));
      Check.GeoPoint other = new Check.GeoPoint(near(random, 180), near(random, 90));
      compare(
          payloads,
          indexes,
          "place",
          random.nextBoolean()
              ? new Check.GeoRadius(corner, Math.pow(10, random.nextDouble(3, 7.3)))
              : new Check.GeoBox(corner, other));
      Optional<Double> low = Optional.of(random.nextGaussian() * 30);
      Optional<Double> high = Optional.of(Math.rint(random.nextGaussian() * 30));
      compare(
          payloads,
          indexes,
          random.nextBoolean() ? "number" : "whole",
          new Check.Range(low, Optional.empty(), Optional.empty(), high));
      compare(
          payloads,
          indexes,
          "word",
          random.nextBoolean()
              ? new Check.MatchText("w1" + random.nextInt(10), Check.TextMode.PREFIX)
              : new Check.MatchExcept(Set.of("w1", "w2", "w" + random.nextInt(3, 300))));
      compare(payloads, indexes, "whole", new Check.MatchValue(random.nextLong(-9, 9)));
    }
  }

  private static void compare(
      List<Payload> payloads, Map<String, FieldIndex> indexes, String key, Check check) {
    JsonPath path = JsonPathParser.parse(key);
    CompiledFilter truth =
        CompiledFilter.of(
            new Filter(
                List.of(new Condition.Field(path, List.of(check))),
                List.of(),
                List.of(),
                Optional.empty()));
    RowMatches said = Objects.requireNonNull(indexes.get(key)).matches(check);
    assertThat(said.open().isEmpty()).isTrue();
    for (int row = 0; row < payloads.size(); row++) {
      assertThat(said.sure().contains(row))
          .as("%s on %s", check, payloads.get(row))
          .isEqualTo(truth.matches(PointId.of(row), payloads.get(row), _ -> false));
    }
  }

  /** Every other one of texts, by the words that filters ask for. */
  private static FieldSchema schema(Random random) {
    if (random.nextInt(3) > 0) {
      return FieldSchema.of(RandomFilters.pick(random, List.of(FieldType.values())));
    }
    return FieldSchema.of(RandomFilters.pick(random, RandomFilters.SCHEMAS));
  }

  private static FieldIndex index(List<Payload> payloads, FieldType type, String path) {
    FieldIndexBuilder builder =
        new FieldIndexBuilder(FieldSchema.of(type), JsonPathParser.parse(path));
    payloads.forEach(payload -> builder.add(PayloadCodec.encode(payload)));
    return builder.build();
  }

  /** Every fourth lies near an end. */
  private static double near(Random random, double end) {
    return switch (random.nextInt(8)) {
      case 0 -> end - random.nextDouble(1);
      case 1 -> random.nextDouble(1) - end;
      default -> random.nextDouble(-end, end);
    };
  }

  private static int rowOf(PointId id) {
    return (int) id.low();
  }

  /** Vectors that a row has: every row lacks some, and many a row all. */
  private static Set<String> vectorsOf(int row) {
    return switch (row % 3) {
      case 0 -> Set.of("");
      case 1 -> Set.of("dense");
      default -> Set.of();
    };
  }

  private static ImmutableRoaringBitmap having(String vector) {
    return MutableRoaringBitmap.bitmapOf(
        IntStream.range(0, ROWS).filter(row -> vectorsOf(row).contains(vector)).toArray());
  }

  /** No payload is looked at for what the segment knows of vectors, whatever stands beside it. */
  @Test
  void settlesWhichRowsHaveAVector() {
    IndexedFilter filter =
        new IndexedFilter(
            ROWS, _ -> Optional.empty(), FieldIndexProperties::rowOf, FieldIndexProperties::having);
    RowMatches dense = filter.matches(new Condition.HasVector("dense"));
    assertThat(dense.sure()).isEqualTo(having("dense"));
    assertThat(dense.open().isEmpty()).isTrue();
    assertThat(filter.matches(new Condition.HasVector("none")).possible().isEmpty()).isTrue();

    Condition unknown = new Condition.IsEmpty(JsonPathParser.parse("unindexed"));
    RowMatches both =
        filter.matches(
            new Filter(
                List.of(new Condition.HasVector("dense"), unknown),
                List.of(),
                List.of(),
                Optional.empty()));
    assertThat(both.sure().isEmpty()).isTrue();
    assertThat(both.open()).isEqualTo(having("dense"));
  }
}
