package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CatalogCopies;
import io.dunlin.actors.field.FieldIndexer;
import io.dunlin.actors.query.ReadProtocol.FieldState;
import io.dunlin.actors.query.ReadProtocol.State;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a shard says of its payload indexes. */
class FieldStatesTest {
  private static final String PATH = "round";
  private static final List<FieldSchema> SCHEMAS =
      List.of(
          FieldSchema.of(FieldType.INTEGER),
          FieldSchema.of(FieldType.KEYWORD),
          FieldSchema.of(FieldType.TEXT),
          FieldSchema.of(words(Tokenizer.WHITESPACE)));

  private static TextSchema words(Tokenizer tokenizer) {
    return new TextSchema(
        Optional.of(tokenizer),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @TempDir Path folder;

  @Test
  void anIndexThatAnotherTakesThePlaceOfDoesNotCountAsThatOne() throws Exception {
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      FieldIndexer indexer = new FieldIndexer(harness.copies, harness.catalog);
      oracle.write(ShardHarness.upsert(0, 2_000, 1));
      harness.optimize();
      harness.awaitGreen();

      for (FieldSchema schema : SCHEMAS) {
        want(harness, schema);
        assertThat(rows(oracle, schema)).as("before %s is made", schema).isZero();
        indexer.run();
        State made = oracle.status(Map.of(PATH, schema));
        assertThat(made.settled()).isPositive();
        assertThat(rows(oracle, schema)).as("%s", schema).isEqualTo(made.settled());
      }
      assertThat(oracle.status(Map.of()).fields()).containsOnlyKeys(PATH);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {2, 70})
  void pointsWithAValueAreCountedWhereverTheyLie(long seed) throws Exception {
    Random random = new Random(seed);
    try (ShardHarness harness = new ShardHarness(folder, ShardHarness.SMALL)) {
      harness.awaitOpen();
      ShardOracle oracle = new ShardOracle(harness);
      FieldIndexer indexer = new FieldIndexer(harness.copies, harness.catalog);
      FieldSchema schema = FieldSchema.of(FieldType.INTEGER);
      want(harness, schema);
      oracle.write(ShardHarness.upsert(0, 400, -1));
      for (int step = 0; step < 25; step++) {
        long from = random.nextInt(500);
        PointOperation.ByIds some =
            new PointOperation.ByIds(
                oracle.model.points.keySet().stream().skip(random.nextInt(100)).limit(60).toList());
        switch (random.nextInt(7)) {
          case 0, 1, 2 -> oracle.write(ShardHarness.upsert(from, from + 150, step));
          case 3 -> oracle.write(new PointOperation.ClearPayload(some));
          case 4 -> oracle.write(new PointOperation.Delete(some));
          case 5 -> harness.optimize();
          default -> indexer.run();
        }
        assertThat(oracle.status(Map.of(PATH, schema)).fields())
            .extractingByKey(PATH)
            .as("seed %d, step %d", seed, step)
            .extracting(FieldState::values)
            .isEqualTo(valued(oracle));
      }
    }
  }

  private static long valued(ShardOracle oracle) {
    return oracle.model.points.values().stream()
        .filter(point -> point.payload().containsKey(PATH))
        .count();
  }

  private static void want(ShardHarness harness, FieldSchema schema) {
    CollectionConfig config = harness.catalog.collectionOf(harness.shard).orElseThrow().config();
    CatalogCopies.change(harness.catalog, harness.collection, config.withField(PATH, schema));
  }

  private static long rows(ShardOracle oracle, FieldSchema schema) {
    return Objects.requireNonNull(oracle.status(Map.of(PATH, schema)).fields().get(PATH)).rows();
  }
}
