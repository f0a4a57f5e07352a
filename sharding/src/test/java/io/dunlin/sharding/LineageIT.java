package io.dunlin.sharding;

import static io.dunlin.sharding.CollectionsIT.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.catalog.PayloadSchemaPatch;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.ByFilter;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who wrote the points of a real node, as they tell it themselves. */
class LineageIT {
  private static final WriteOptions ADA = by("ada");
  private static final WriteOptions GRACE = by("grace");
  private static final ShardSettings SMALL =
      new ShardSettings(16 << 10, 4 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  private static WriteOptions by(String author) {
    return new WriteOptions(true, TestNode.TIMEOUT, false, author);
  }

  @Test
  void pointsAreFoundByWhoWroteThemAlsoAfterARestart() throws Exception {
    Map<PointId, Object> told;
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = node.collections();
      get(birds.create("birds", Flock.config(2, Metric.DOT).withLineage(true), TestNode.TIMEOUT));
      get(
          birds.changeField(
              "birds",
              "_lineage.inserted_by",
              Optional.of(FieldSchema.of(FieldType.KEYWORD)),
              ADA));
      write(birds, upsert(0, 40), ADA);
      write(birds, upsert(30, 60), GRACE);
      write(
          birds,
          new PointOperation.SetPayload(
              new ByFilter(where("inserted_by", "grace")),
              new Payload(Map.of("seen", true)),
              Optional.empty()),
          ADA);
      write(birds, new PointOperation.ClearPayload(new ByIds(List.of(PointId.of(3)))), GRACE);
      assertThat(ids(birds, where("inserted_by", "ada"))).isEqualTo(numbers(0, 40));
      assertThat(ids(birds, where("inserted_by", "grace"))).isEqualTo(numbers(40, 60));
      assertThat(ids(birds, where("updated_by", "grace")))
          .isEqualTo(
              LongStream.concat(LongStream.of(3), LongStream.range(30, 40))
                  .mapToObj(PointId::of)
                  .collect(Collectors.toSet()));
      told = lineages(birds);
      assertThat(told).hasSize(60);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      assertThat(lineages(node.collections())).isEqualTo(told);
    }
  }

  @Test
  void aSnapshotThatIsRecoveredTellsWhatItToldBefore() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = node.collections();
      get(birds.create("birds", Flock.config(1, Metric.DOT).withLineage(true), TestNode.TIMEOUT));
      write(birds, upsert(0, 20), ADA);
      Map<PointId, Object> told = lineages(birds);
      SnapshotScope scope = new SnapshotScope.OfCollection("birds");
      Snapshots snapshots = birds.snapshots().orElseThrow();
      SnapshotDescription snapshot = get(snapshots.create(scope));
      write(birds, upsert(10, 30), GRACE);
      String file = get(snapshots.find(scope, snapshot.name())).toUri().toString();
      get(
          snapshots.recover(
              scope,
              new Snapshots.Recovery(
                  file, Snapshots.Priority.REPLICA, snapshot.checksum(), Optional.empty())));
      assertThat(lineages(birds)).isEqualTo(told);
      assertThat(get(birds.find("birds")).config().lineage()).isTrue();
    }
  }

  @Test
  void itIsDeclaredAndTakenBack() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections birds = node.collections();
      get(birds.create("birds", Flock.config(1, Metric.DOT), TestNode.TIMEOUT));
      write(birds, upsert(0, 1), ADA);
      assertThat(payload(birds, 0)).doesNotContainKey("_lineage");
      get(birds.update("birds", lineage(true), TestNode.TIMEOUT));
      write(birds, upsert(0, 2), GRACE);
      assertThat(payload(birds, 0).get("_lineage"))
          .hasToString("{updated_at=%s, updated_by=grace}".formatted(updatedAt(birds, 0)));
      assertThat(Instant.parse(updatedAt(birds, 1))).isBeforeOrEqualTo(Instant.now());
      get(birds.update("birds", lineage(false), TestNode.TIMEOUT));
      Object told = Objects.requireNonNull(payload(birds, 0).get("_lineage"));
      write(
          birds,
          new PointOperation.SetPayload(
              new ByIds(List.of(PointId.of(0))), new Payload(Map.of("x", 1L)), Optional.empty()),
          ADA);
      assertThat(payload(birds, 0)).containsEntry("_lineage", told).containsEntry("x", 1L);
      write(birds, upsert(0, 1), ADA);
      assertThat(payload(birds, 0)).doesNotContainKey("_lineage");
    }
  }

  private static CollectionPatch lineage(boolean told) {
    return new CollectionPatch(
        Map.of(),
        HnswSettings.NONE,
        OptimizerSettings.NONE,
        new QuantizationPatch.Keep(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Payload.EMPTY,
        StrictModeSettings.NONE,
        Map.of(),
        PayloadSchemaPatch.NONE,
        Optional.of(told));
  }

  private static void write(Collections birds, PointOperation operation, WriteOptions options) {
    get(birds.write("birds", List.of(operation), options));
  }

  private static PointOperation upsert(long from, long to) {
    return new PointOperation.Upsert(
        LongStream.range(from, to).mapToObj(number -> Flock.point(number, Map.of())).toList());
  }

  /** Points of whom one wrote them today. */
  private static Filter where(String who, String author) {
    String when = who.replace("_by", "_at");
    Instant now = Instant.now();
    return new Filter(
        List.of(
            new Condition.Field(
                JsonPathParser.parse("_lineage." + who), List.of(new Check.MatchValue(author))),
            new Condition.Field(
                JsonPathParser.parse("_lineage." + when),
                List.of(
                    new Check.DatetimeRange(
                        Optional.empty(),
                        Optional.of(ChronoUnit.MICROS.between(Instant.EPOCH, now) - 3_600_000_000L),
                        Optional.empty(),
                        Optional.of(ChronoUnit.MICROS.between(Instant.EPOCH, now)))))),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static Map<PointId, Payload> payloads(Collections birds, Filter filter) {
    ScrollRequest all =
        new ScrollRequest(
            filter, Optional.empty(), 100, new PayloadSelector.All(), new VectorSelector.None());
    return get(birds.scroll("birds", all, TestNode.TIMEOUT)).points().stream()
        .collect(Collectors.toMap(Hit::id, hit -> hit.payload().orElseThrow()));
  }

  private static Set<PointId> ids(Collections birds, Filter filter) {
    return payloads(birds, filter).keySet();
  }

  private static Map<PointId, Object> lineages(Collections birds) {
    Map<PointId, Object> told = new HashMap<>();
    payloads(birds, Filter.ALL)
        .forEach((id, payload) ->
            told.put(id, Objects.requireNonNull(payload.fields().get("_lineage"))));
    return told;
  }

  private static Map<String, Object> payload(Collections birds, long number) {
    return Objects.requireNonNull(payloads(birds, Filter.ALL).get(PointId.of(number))).fields();
  }

  private static String updatedAt(Collections birds, long number) {
    Map<?, ?> told = (Map<?, ?>) Objects.requireNonNull(payload(birds, number).get("_lineage"));
    return (String) Objects.requireNonNull(told.get("updated_at"));
  }

  private static Set<PointId> numbers(long from, long to) {
    return LongStream.range(from, to).mapToObj(PointId::of).collect(Collectors.toSet());
  }
}
