package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.TextMode;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.TextSchema;
import io.dunlin.persistence.model.TextSchema.Tokenizer;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What conditions on texts find in a collection, however far its text index is. */
class TextIndexIT {
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  private static final WriteOptions GO_ON = new WriteOptions(false, TestNode.TIMEOUT);
  // Small limits, so that a few thousand points freeze, seal and merge many times.
  private static final ShardSettings SMALL =
      new ShardSettings(64 << 10, 16 << 10, 32 << 20, 500_000, 256 << 20, 1);

  private static final TextSchema PREFIXES =
      new TextSchema(
          Optional.of(Tokenizer.PREFIX),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(true),
          Optional.empty(),
          Optional.empty());

  @TempDir Path folder;

  @Test
  void conditionsMeanTheSameHoweverFarTheIndexIs() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config(), TestNode.TIMEOUT));
      upsert(collections, 0, 2_000);
      finds(collections, text(TextMode.TEXT, "d 3"), 2_000, i -> i % 10 == 3);
      finds(collections, text(TextMode.TEXT, "3 BIRD"), 2_000, _ -> false);

      make(collections, FieldSchema.of(FieldType.TEXT), GO_ON);
      findsWords(collections, 2_000);
      upsert(collections, 2_000, 3_000);
      findsWords(collections, 3_000);
      assertThat(make(collections, FieldSchema.of(FieldType.TEXT), WAIT))
          .isEqualTo(WriteResult.Status.COMPLETED);
      get(collections.optimize("birds", TestNode.TIMEOUT));
      findsWords(collections, 3_000);

      make(collections, FieldSchema.of(PREFIXES), GO_ON);
      findsPrefixes(collections, 3_000);
      assertThat(make(collections, FieldSchema.of(PREFIXES), WAIT))
          .isEqualTo(WriteResult.Status.COMPLETED);
      findsPrefixes(collections, 3_000);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      findsPrefixes(collections, 3_000);
      upsert(collections, 3_000, 3_500);
      findsPrefixes(collections, 3_500);
      write(
          collections,
          new PointOperation.SetPayload(
              new PointOperation.ByFilter(text(TextMode.TEXT, "bir 4")),
              new Payload(Map.of("note", "an owl")),
              Optional.empty()));
      finds(collections, text(TextMode.PHRASE, "an owl"), 3_500, i -> i % 10 == 4);
      finds(collections, text(TextMode.PHRASE, "owl an"), 3_500, _ -> false);
      write(
          collections,
          new PointOperation.Delete(new PointOperation.ByFilter(text(TextMode.ANY, "owl 5"))));
      finds(collections, Filter.ALL, 3_500, i -> i % 10 != 4 && i % 10 != 5);

      get(collections.changeField("birds", "note", Optional.empty(), WAIT));
      finds(collections, text(TextMode.TEXT, "d 3"), 3_500, i -> i % 10 == 3);
    }
  }

  private static void findsWords(Collections collections, int points) {
    finds(collections, text(TextMode.TEXT, "3 BIRD"), points, i -> i % 10 == 3);
    finds(collections, text(TextMode.TEXT, "d 3"), points, _ -> false);
    finds(collections, text(TextMode.ANY, "3 7 11"), points, i -> i % 10 == 3 || i % 10 == 7);
    // The schema does not provide for it.
    finds(collections, text(TextMode.PHRASE, "bird 3"), points, _ -> false);
    finds(collections, text(TextMode.PREFIX, "The"), points, _ -> true);
  }

  private static void findsPrefixes(Collections collections, int points) {
    finds(collections, text(TextMode.TEXT, "3 BIR"), points, i -> i % 10 == 3);
    finds(collections, text(TextMode.TEXT, "d 3"), points, _ -> false);
    finds(collections, text(TextMode.PHRASE, "bi 3"), points, i -> i % 10 == 3);
    finds(collections, text(TextMode.PHRASE, "3 bi"), points, _ -> false);
  }

  /** By a search, a scroll and a count. */
  private static void finds(
      Collections collections, Filter filter, int points, IntPredicate expected) {
    List<Long> ids = IntStream.range(0, points).filter(expected).mapToObj(Long::valueOf).toList();
    QueryRequest search =
        QueryRequest.nearest(
            new VectorInput.Components(new float[] {1, 1}),
            "",
            filter,
            points,
            0,
            SearchTuning.DEFAULT,
            Optional.empty(),
            new PayloadSelector.None(),
            new VectorSelector.None());
    ScrollRequest scroll =
        new ScrollRequest(
            filter,
            Optional.empty(),
            points,
            new PayloadSelector.None(),
            new VectorSelector.None());
    assertThat(
            sorted(get(collections.query("birds", List.of(search), TestNode.TIMEOUT)).getFirst()))
        .as("%s", filter)
        .isEqualTo(ids);
    assertThat(sorted(get(collections.scroll("birds", scroll, TestNode.TIMEOUT)).points()))
        .isEqualTo(ids);
    assertThat(get(collections.count("birds", filter, TestNode.TIMEOUT))).isEqualTo(ids.size());
  }

  private static List<Long> sorted(List<Hit> hits) {
    return hits.stream().map(hit -> hit.id().low()).sorted().toList();
  }

  private static WriteResult.Status make(
      Collections collections, FieldSchema schema, WriteOptions options) {
    return get(collections.changeField("birds", "note", Optional.of(schema), options)).status();
  }

  private static void upsert(Collections collections, int from, int to) {
    write(
        collections,
        new PointOperation.Upsert(
            IntStream.range(from, to)
                .mapToObj(i ->
                    new PointInput(
                        PointId.of(i),
                        Map.of("", VectorValue.of(i % 17, i % 23)),
                        new Payload(Map.of("note", "The Bird " + i % 10))))
                .toList()));
  }

  private static void write(Collections collections, PointOperation operation) {
    get(collections.write("birds", List.of(operation), WAIT));
  }

  private static Filter text(TextMode mode, String text) {
    return new Filter(
        List.of(
            new Condition.Field(
                JsonPathParser.parse("note"), List.of(new Check.MatchText(text, mode)))),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static CollectionConfig config() {
    return new CollectionConfig(
        new TreeMap<>(
            Map.of("", new VectorSpec(2, Metric.DOT, HnswSettings.NONE, Optional.empty()))),
        3,
        1,
        1,
        true,
        HnswSettings.DEFAULTS,
        OptimizerSettings.DEFAULTS,
        Payload.EMPTY);
  }
}
