package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogCopies;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.field.FieldIndexer;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.query.ViewScan;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.WordMode;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Language;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard whose payload indexes come and go while it is written, restarted and damaged. */
class FieldIndexerProperties {
  private static final Map<String, List<FieldSchema>> FIELDS =
      Map.of(
          "color",
          List.of(FieldSchema.of(FieldType.KEYWORD)),
          "size",
          List.of(FieldSchema.of(FieldType.INTEGER)),
          "weight",
          List.of(FieldSchema.of(FieldType.FLOAT)),
          "alive",
          List.of(FieldSchema.of(FieldType.BOOL)),
          "tags[]",
          List.of(FieldSchema.of(FieldType.KEYWORD)),
          "note",
          List.of(
              FieldSchema.of(FieldType.KEYWORD),
              FieldSchema.of(FieldType.TEXT),
              FieldSchema.of(words(Tokenizer.WHITESPACE)),
              FieldSchema.of(words(Tokenizer.PREFIX))));

  private static TextSchema words(Tokenizer tokenizer) {
    return new TextSchema(
        Optional.of(tokenizer),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(true),
        Optional.empty(),
        Optional.of(Language.ENGLISH));
  }

  @TempDir Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {3, 40, 500})
  void filtersFindWhatPayloadsHoldWhateverIsIndexed(long seed) throws Exception {
    Random random = new Random(seed);
    int files = 0;
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      FieldIndexer indexer = new FieldIndexer(harness.copies, harness.catalog);
      for (int step = 0; step < 60; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> oracle.write(upsert(random));
          case 3 -> oracle.write(new PointOperation.Delete(some(random)));
          case 4, 5 -> change(oracle, random);
          case 6 -> harness.optimize();
          case 7 -> want(harness, random);
          case 8 -> {
            if (random.nextBoolean()) {
              damage(harness, random);
            }
            harness.stop();
            harness.start();
            harness.awaitOpen();
          }
          default -> {}
        }
        if (random.nextInt(3) > 0) {
          // Segments are made meanwhile.
          Await.until(
              "all is indexed",
              () -> {
                indexer.run();
                return isIndexed(harness);
              });
          files = Math.max(files, harness.files(".fidx").size());
        }
        compare(harness, oracle, random);
      }
    }
    assertThat(files).as("seed %d", seed).isPositive();
  }

  private static void compare(ShardHarness harness, ShardOracle oracle, Random random) {
    ShardView view = harness.copy().acquire();
    try {
      for (int i = 0; i < 5; i++) {
        Filter filter = filter(random);
        CompiledFilter truth = CompiledFilter.of(filter);
        Set<PointId> expected =
            oracle.model.points.entrySet().stream()
                .filter(point ->
                    truth.matches(
                        point.getKey(), new Payload(point.getValue().payload()), _ -> true))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        List<PointId> found = ViewScan.ids(view, filter);
        assertThat(found).doesNotHaveDuplicates();
        assertThat(new HashSet<>(found)).as("%s", filter).isEqualTo(expected);
      }
    } finally {
      view.release();
    }
  }

  /** Whether every settled segment has those that are wanted and no others. */
  private static boolean isIndexed(ShardHarness harness) {
    Map<String, FieldSchema> wanted = config(harness).fields();
    ShardView view = harness.copy().acquire();
    try {
      return view.parts().stream()
          .filter(Part::settled)
          .map(part -> part.slice().segment().fields().all())
          .allMatch(made ->
              made.keySet().equals(wanted.keySet())
                  && made.entrySet().stream()
                      .allMatch(field ->
                          field
                              .getValue()
                              .isOf(Objects.requireNonNull(wanted.get(field.getKey())))));
    } finally {
      view.release();
    }
  }

  private static CollectionConfig config(ShardHarness harness) {
    return harness.catalog.collectionOf(harness.shard).orElseThrow().config();
  }

  // ---- what is done ----

  private static void want(ShardHarness harness, Random random) {
    CollectionConfig config = config(harness);
    for (Map.Entry<String, List<FieldSchema>> field : FIELDS.entrySet()) {
      List<FieldSchema> schemas = field.getValue();
      config =
          random.nextInt(1 + schemas.size()) > 0
              ? config.withField(field.getKey(), schemas.get(random.nextInt(schemas.size())))
              : config.withoutField(field.getKey());
    }
    CatalogCopies.change(harness.catalog, harness.collection, config);
  }

  private static void damage(ShardHarness harness, Random random) throws Exception {
    List<Path> files = harness.files(".fidx");
    if (!files.isEmpty()) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      bytes[random.nextInt(bytes.length)] ^= 1;
      // Another file: the one that is mapped stays as it is.
      Files.delete(file);
      Files.write(file, bytes);
    }
  }

  private static PointOperation upsert(Random random) {
    long from = random.nextInt(300);
    return new PointOperation.Upsert(
        LongStream.range(from, from + 40)
            .mapToObj(id ->
                new PointOperation.PointInput(
                    PointId.of(id),
                    Map.of("", VectorValue.of(ShardHarness.vector(random.nextLong()))),
                    payload(random)))
            .toList());
  }

  private static void change(ShardOracle oracle, Random random) {
    List<PointId> ids =
        oracle.model.points.keySet().stream().filter(_ -> random.nextInt(20) == 0).toList();
    if (!ids.isEmpty()) {
      oracle.write(
          new PointOperation.OverwritePayload(new PointOperation.ByIds(ids), payload(random)));
    }
  }

  private static PointOperation.ByIds some(Random random) {
    long from = random.nextInt(330);
    return ShardHarness.ids(from, from + 15);
  }

  private static Payload payload(Random random) {
    Map<String, Object> fields = new HashMap<>();
    if (random.nextInt(5) > 0) {
      fields.put("color", random.nextInt(9) == 0 ? List.of() : color(random));
    }
    if (random.nextInt(5) > 0) {
      fields.put("size", random.nextInt(9) == 0 ? (Object) 1.5 : random.nextLong(20));
    }
    fields.put("weight", random.nextGaussian());
    fields.put("alive", random.nextBoolean());
    List<Object> tags = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add(random.nextInt(9) == 0 ? (Object) Payload.JsonNull.NULL : color(random));
    }
    fields.put("tags", tags);
    String note =
        color(random) + "-" + color(random) + " " + color(random).toUpperCase(Locale.ROOT);
    fields.put("note", random.nextInt(3) == 0 ? List.of(note, color(random) + "s") : note);
    return new Payload(fields);
  }

  private static String color(Random random) {
    return List.of("red", "green", "blue", "grey").get(random.nextInt(4));
  }

  private static Filter filter(Random random) {
    List<Condition> must = conditions(random);
    List<Condition> should = random.nextBoolean() ? List.of() : conditions(random);
    List<Condition> mustNot = random.nextBoolean() ? List.of() : conditions(random);
    return new Filter(must, should, mustNot, Optional.empty());
  }

  private static List<Condition> conditions(Random random) {
    List<Condition> conditions = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      conditions.add(
          switch (random.nextInt(10)) {
            case 0 -> field("color", new Check.MatchValue(color(random)));
            case 1 ->
                field("tags[]", new Check.MatchAny(Set.of(color(random), color(random) + "?")));
            case 2 -> field("tags[]", new Check.MatchExcept(Set.of(color(random))));
            case 3 -> field("size", range(random.nextInt(20), random.nextInt(20)));
            case 4 -> field("weight", range(random.nextGaussian(), 1));
            case 5 -> field("alive", new Check.MatchValue(random.nextBoolean()));
            case 6, 7, 8 -> field("note", words(random));
            default -> new Condition.IsEmpty(JsonPathParser.parse("color"));
          });
    }
    return conditions;
  }

  private static Check words(Random random) {
    List<FieldSchema> schemas = Objects.requireNonNull(FIELDS.get("note"));
    return new Check.MatchWords(
        schemas.get(1 + random.nextInt(schemas.size() - 1)).words(),
        color(random).substring(random.nextInt(2)) + " " + color(random),
        List.of(WordMode.values()).get(random.nextInt(3)));
  }

  private static Condition field(String path, Check check) {
    return new Condition.Field(JsonPathParser.parse(path), List.of(check));
  }

  private static Check range(double low, double high) {
    return new Check.Range(Optional.empty(), Optional.of(low), Optional.of(high), Optional.empty());
  }
}
