package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.actors.wire.WireLimits;
import io.dunlin.actors.wire.kryo.WireSize;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.route.ShardGroup;
import io.dunlin.sharding.write.OperationSplit;
import io.dunlin.sharding.write.WriteRequest;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SendLimitsTest {
  @Test
  void theLargestPointThatIsTakenCanBeSentEvenAfterManySmallOnes() {
    int room = PointLimits.MAX_BYTES;
    PointInput largest = point(1, room);
    while (PointLimits.violation(put(largest)).isPresent()) {
      room--;
      largest = point(1, room);
    }
    assertThat(EventBytes.sizeOf(put(largest))).isGreaterThan(PointLimits.MAX_BYTES - 8);
    List<PointInput> points =
        List.of(point(2, 200_000), point(3, 50_000), largest, point(4, 50_000));
    WriteRequest request = write(new PointOperation.Upsert(points));
    assertThat(request.operations().getFirst()).hasSize(3);
    for (WriteRequest.ShardPart part : request.operations().getFirst()) {
      assertThat(WireSize.of(part.operation())).isLessThanOrEqualTo(WireLimits.MAX_CONTENT_BYTES);
    }
    SendLimits.check(request);
  }

  @Test
  void filtersThatNestTooDeepAreRefused() {
    SendLimits.check(new ReadProtocol.Count(nested(64)));
    SendLimits.check(write(new PointOperation.Delete(new PointOperation.ByFilter(nested(64)))));
    assertThat(SendLimits.groups(List.of(query(4, nested(64))))).hasSize(1);
    String why = "filters nest deeper than the 64 levels that are allowed";
    Filter tooDeep = nested(65);
    assertRefused(() -> SendLimits.check(new ReadProtocol.Count(tooDeep)), why);
    assertRefused(
        () ->
            SendLimits.check(
                write(new PointOperation.Delete(new PointOperation.ByFilter(tooDeep)))),
        why);
    assertRefused(() -> SendLimits.groups(List.of(query(4, tooDeep))), why);
  }

  @Test
  void filtersThatNoMessageTakesAreRefused() {
    Set<PointId> ids =
        LongStream.range(0, 400_000)
            .mapToObj(PointId::of)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Filter large = new Filter(List.of(new Condition.HasId(ids)), List.of(), List.of(), none());
    assertRefused(
        () -> SendLimits.check(new ReadProtocol.Count(large)), "the request with its filter takes");
    assertRefused(
        () ->
            SendLimits.check(write(new PointOperation.Delete(new PointOperation.ByFilter(large)))),
        "the operation Delete takes");
    assertRefused(
        () -> SendLimits.groups(List.of(query(4, large))), "the query with its filter takes");
  }

  @Test
  void manyQueriesAreSentInSeveralMessages() {
    List<ShardQuery> queries =
        IntStream.range(0, 1_000).mapToObj(_ -> query(768, Filter.ALL)).toList();
    List<List<ShardQuery>> groups = SendLimits.groups(queries);
    assertThat(groups).hasSizeBetween(3, 5);
    assertThat(groups.stream().flatMap(List::stream)).containsExactlyElementsOf(queries);
    assertThat(groups)
        .allMatch(
            group -> WireSize.of(new ReadProtocol.Search(group)) <= WireLimits.MAX_CONTENT_BYTES);
    assertThat(SendLimits.groups(List.of())).containsExactly(List.of());
  }

  @Test
  void manyIdsAreSentInSeveralMessages() {
    List<PointId> ids = LongStream.range(0, 40_000).mapToObj(PointId::of).toList();
    List<List<PointId>> groups = SendLimits.groupsOfIds(ids);
    assertThat(groups).hasSize(3);
    assertThat(groups.stream().flatMap(List::stream)).containsExactlyElementsOf(ids);
    assertThat(WireSize.of(new ReadProtocol.Retrieve(groups.getFirst(), Projection.NOTHING)))
        .isLessThan(WireLimits.MAX_CONTENT_BYTES);
  }

  private static void assertRefused(ThrowingCallable check, String why) {
    assertThatThrownBy(check)
        .isInstanceOfSatisfying(
            DunlinException.class,
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        DunlinFailure.BadRequest.class,
                        failure -> assertThat(failure.message()).startsWith(why)));
  }

  private static WriteRequest write(PointOperation operation) {
    return new WriteRequest(
        List.of(
            OperationSplit.split(
                new ShardGroup(Optional.empty(), Flock.info(1, Metric.DOT).shards()), operation)),
        WriteResult.Status.COMPLETED,
        Deadline.in(Duration.ofSeconds(1)),
        Optional.empty());
  }

  private static PointInput point(long id, int bytes) {
    return new PointInput(
        PointId.of(id),
        Map.of("", VectorValue.of(new float[4])),
        new Payload(Map.of("text", "x".repeat(bytes))));
  }

  private static RowChange.Put put(PointInput point) {
    return new RowChange.Put(point.id(), point.vectors(), point.payload());
  }

  private static ShardQuery query(int dimension, Filter filter) {
    return new ShardQuery(
        new Scoring.Nearest(VectorValue.of(new float[dimension])),
        "",
        filter,
        10,
        new SearchParams(100, false),
        false,
        Projection.NOTHING);
  }

  /** Filters in filters; one is not nested. */
  private static Filter nested(int levels) {
    Filter filter = Filter.ALL;
    for (int level = 1; level < levels; level++) {
      filter = new Filter(List.of(filter), List.of(), List.of(), none());
    }
    return filter;
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
