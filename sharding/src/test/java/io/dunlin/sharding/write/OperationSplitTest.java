package io.dunlin.sharding.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.ByFilter;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.index.Metric;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.route.ShardGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OperationSplitTest {
  private static final CollectionInfo COLLECTION = collection(3);
  private static final ShardGroup ALL = new ShardGroup(Optional.empty(), COLLECTION.shards());
  private static final long PIECE = 256 << 10;

  @Test
  void pointsGoToTheirShardsInOrder() {
    List<PointInput> points =
        LongStream.range(0, 1000).mapToObj(id -> point(id % 400, new float[4])).toList();
    Map<ShardId, List<PointInput>> got = new HashMap<>();
    for (WriteRequest.ShardPart part :
        OperationSplit.split(ALL, new PointOperation.Upsert(points))) {
      got.computeIfAbsent(part.shard(), _ -> new ArrayList<>())
          .addAll(((PointOperation.Upsert) part.operation()).points());
    }
    Map<ShardId, List<PointInput>> wanted = new HashMap<>();
    for (PointInput point : points) {
      wanted.computeIfAbsent(ALL.shardOf(point.id()), _ -> new ArrayList<>()).add(point);
    }
    assertThat(got).isEqualTo(wanted);
  }

  @Test
  void largeRequestsAreCutIntoPieces() {
    int dimension = 4096;
    List<PointInput> points =
        LongStream.range(0, 300).mapToObj(id -> point(id, new float[dimension])).toList();
    List<WriteRequest.ShardPart> parts =
        OperationSplit.split(ALL, new PointOperation.UpdateVectors(points));
    assertThat(parts).hasSizeGreaterThan(15);
    assertThat(parts).allMatch(part -> part.bytes() <= PIECE);
    assertThat(parts.stream().mapToLong(WriteRequest.ShardPart::bytes).sum())
        .isGreaterThan(300L * dimension * Float.BYTES);
    assertThat(parts).allMatch(part -> part.operation() instanceof PointOperation.UpdateVectors);
  }

  @Test
  void everyPieceHasTheModeAndTheFilter() {
    Filter filter =
        new Filter(List.of(new Condition.HasVector("v")), List.of(), List.of(), Optional.empty());
    List<PointInput> points =
        LongStream.range(0, 300)
            .mapToObj(id ->
                new PointInput(
                    PointId.of(id), Map.of("v", VectorValue.of(new float[2_000])), Payload.EMPTY))
            .toList();
    List<WriteRequest.ShardPart> upserts =
        OperationSplit.split(
            ALL, new PointOperation.Upsert(points, UpdateMode.INSERT_ONLY, filter));
    assertThat(upserts).hasSizeGreaterThan(6);
    assertThat(upserts)
        .allMatch(part ->
            part.operation() instanceof PointOperation.Upsert upsert
                && upsert.mode() == UpdateMode.INSERT_ONLY
                && upsert.updateFilter().equals(filter));
    assertThat(OperationSplit.split(ALL, new PointOperation.UpdateVectors(points, filter)))
        .hasSizeGreaterThan(6)
        .allMatch(part ->
            part.operation() instanceof PointOperation.UpdateVectors update
                && update.updateFilter().equals(filter));
  }

  @Test
  void idsGoToTheirShardsInPiecesOfAThousand() {
    List<PointId> ids = LongStream.range(0, 10_000).mapToObj(PointId::of).toList();
    PointOperation operation =
        new PointOperation.OverwritePayload(new ByIds(ids), new Payload(Map.of("x", 1L)));
    List<PointId> got = new ArrayList<>();
    for (WriteRequest.ShardPart part : OperationSplit.split(ALL, operation)) {
      PointOperation.OverwritePayload piece = (PointOperation.OverwritePayload) part.operation();
      List<PointId> some = ((ByIds) piece.points()).ids();
      assertThat(some).hasSizeLessThanOrEqualTo(1024);
      assertThat(some).allMatch(id -> ALL.shardOf(id).equals(part.shard()));
      assertThat(piece.payload()).isEqualTo(new Payload(Map.of("x", 1L)));
      got.addAll(some);
    }
    assertThat(got).containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void thePayloadThatEachPointGetsCountsForEach() {
    List<PointId> ids = LongStream.range(0, 100).mapToObj(PointId::of).toList();
    Payload payload = new Payload(Map.of("x", "x".repeat(100_000)));
    PointOperation operation =
        new PointOperation.SetPayload(new ByIds(ids), payload, Optional.empty());
    List<WriteRequest.ShardPart> parts = OperationSplit.split(ALL, operation);
    assertThat(parts).hasSizeGreaterThanOrEqualTo(50);
    assertThat(parts).allMatch(part -> part.bytes() <= PIECE);
    assertThat(parts.stream().mapToLong(WriteRequest.ShardPart::bytes).sum())
        .isGreaterThan(10_000_000);
  }

  @Test
  void aFilterGoesToEveryShard() {
    PointOperation operation = new PointOperation.Delete(new ByFilter(Filter.ALL));
    List<WriteRequest.ShardPart> parts = OperationSplit.split(ALL, operation);
    assertThat(parts.stream().map(WriteRequest.ShardPart::shard)).isEqualTo(COLLECTION.shards());
    assertThat(parts).allMatch(part -> part.operation().equals(operation));
  }

  @Test
  void nothingToDoGoesNowhere() {
    assertThat(OperationSplit.split(ALL, new PointOperation.Upsert(List.of()))).isEmpty();
    assertThat(OperationSplit.split(ALL, new PointOperation.Delete(new ByIds(List.of()))))
        .isEmpty();
  }

  private static PointInput point(long id, float[] vector) {
    return new PointInput(PointId.of(id), Map.of("", VectorValue.of(vector)), Payload.EMPTY);
  }

  private static CollectionInfo collection(int shards) {
    TreeMap<String, VectorSpec> vectors =
        new TreeMap<>(
            Map.of("", new VectorSpec(4, Metric.DOT, HnswSettings.NONE, Optional.empty())));
    return new CollectionInfo(
        "birds",
        new UUID(0, 1),
        new CollectionConfig(
            vectors, shards, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY),
        IntStream.range(0, shards).mapToObj(i -> new ShardId(new UUID(1, i))).toList());
  }
}
