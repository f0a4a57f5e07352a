package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.RowChange.PutKind;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import io.dunlin.persistence.segment.SectionPlacement;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitPlannerTest {
  private static final VectorValue ONE = VectorValue.of(1, 1);
  private static final VectorValue TWO = VectorValue.of(2, 2);
  private static final VectorSpec SPEC =
      new VectorSpec(2, Metric.EUCLID, HnswSettings.NONE, Optional.empty());

  private final ShardCopy copy =
      ShardCopy.empty(
          new ShardId(UUID.randomUUID()),
          Map.of("a", SPEC, "b", SPEC),
          Kernels.choose("scalar"),
          SectionPlacement.mapped(),
          Path.of("unused"));
  private final CommitPlanner planner = new CommitPlanner(copy);

  @AfterEach
  void close() {
    copy.close();
  }

  @Test
  void foldsAllThatOneCommitDoesToAPointIntoOneChange() {
    plan(new PointOperation.Upsert(List.of(point(1, Map.of("a", ONE), Map.of("x", 1L)))));
    plan(new PointOperation.SetPayload(ids(1), new Payload(Map.of("y", 2L)), Optional.empty()));
    plan(new PointOperation.UpdateVectors(List.of(point(1, Map.of("b", TWO), Map.of()))));
    plan(new PointOperation.DeletePayload(ids(1), List.of(path("x"))));
    plan(new PointOperation.DeleteVectors(ids(1), List.of("a")));
    assertThat(planner.changes())
        .containsExactly(
            new RowChange.Put(PointId.of(1), Map.of("b", TWO), new Payload(Map.of("y", 2L)))
                .as(PutKind.INSERT));
  }

  @Test
  void aPointMadeAndDeletedInOneCommitLeavesNoTrace() {
    plan(new PointOperation.Upsert(List.of(point(1, Map.of(), Map.of()))));
    plan(new PointOperation.Delete(ids(1)));
    assertThat(planner.changes()).isEmpty();
  }

  @Test
  void deletingWhatIsNotThereChangesNothing() {
    plan(new PointOperation.Delete(ids(1, 2)));
    plan(new PointOperation.DeleteVectors(ids(1, 2), List.of("a")));
    assertThat(planner.changes()).isEmpty();
  }

  @Test
  void aPointDeletedAndMadeAgainHasNothingOfTheOldOne() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    plan(new PointOperation.Delete(ids(1)));
    assertThat(planner.plan(set(1, Map.of("y", 1L)))).containsInstanceOf(NOT_FOUND);
    plan(new PointOperation.Upsert(List.of(point(1, Map.of("b", TWO), Map.of()))));
    plan(set(1, Map.of("y", 1L)));
    assertThat(planner.changes())
        .containsExactly(
            new RowChange.Put(PointId.of(1), Map.of("b", TWO), new Payload(Map.of("y", 1L)))
                .as(PutKind.UPDATE));
  }

  @Test
  void aPayloadChangeOfAStoredPointDoesNotRepeatItsVectors() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    plan(set(1, Map.of("y", 2L)));
    plan(set(1, Map.of("x", 3L)));
    assertThat(planner.changes())
        .containsExactly(
            new RowChange.PutPayload(PointId.of(1), new Payload(Map.of("x", 3L, "y", 2L))));
  }

  @Test
  void aVectorChangeOfAStoredPointCarriesTheRest() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    plan(set(1, Map.of("x", 2L)));
    plan(new PointOperation.UpdateVectors(List.of(point(1, Map.of("b", TWO), Map.of("no", 1L)))));
    RowChange.Put put = (RowChange.Put) planner.changes().iterator().next();
    assertThat(put.payload()).isEqualTo(new Payload(Map.of("x", 2L)));
    assertThat(put.vectors().get("a")).isEqualTo(ONE);
    assertThat(put.vectors().get("b")).isEqualTo(TWO);
  }

  @Test
  void anOperationThatNamesAMissingPointChangesNothingAtAll() {
    exists(point(1, Map.of("a", ONE), Map.of()));
    List<PointOperation> refused =
        List.of(
            new PointOperation.UpdateVectors(
                List.of(point(1, Map.of("a", TWO), Map.of()), point(9, Map.of(), Map.of()))),
            new PointOperation.SetPayload(
                ids(1, 9), new Payload(Map.of("x", 1L)), Optional.empty()),
            new PointOperation.OverwritePayload(ids(1, 9), new Payload(Map.of("x", 1L))),
            new PointOperation.DeletePayload(ids(1, 9), List.of(path("x"))),
            new PointOperation.ClearPayload(ids(1, 9)));
    for (PointOperation operation : refused) {
      assertThat(planner.plan(operation))
          .contains(new DunlinFailure.NotFound("No point with id 9 found"));
    }
    assertThat(planner.changes()).isEmpty();
  }

  @Test
  void anEditThatMakesAPointTooDeepOrTooLargeChangesNothingAtAll() {
    exists(point(1, Map.of("a", ONE), Map.of()));
    exists(point(2, Map.of(), Map.of("x", "x".repeat(600_000))));
    Payload large = new Payload(Map.of("y", "y".repeat(600_000)));
    assertThat(
            planner.plan(new PointOperation.SetPayload(ids(1, 2), large, Optional.empty())).get())
        .isInstanceOf(DunlinFailure.WrongInput.class)
        .extracting(DunlinFailure::message, STRING)
        .contains("point 2 takes 12", "at most " + PointLimits.MAX_BYTES);
    JsonPath deep =
        new JsonPath(
            "deep", Collections.nCopies(PayloadCodec.MAX_DEPTH, new JsonPath.Key("deeper")));
    assertThat(
            planner
                .plan(
                    new PointOperation.SetPayload(
                        ids(1), new Payload(Map.of("y", 1L)), Optional.of(deep)))
                .get())
        .isInstanceOf(DunlinFailure.WrongInput.class)
        .extracting(DunlinFailure::message, STRING)
        .contains("point 1", "128 levels");
    assertThat(planner.changes()).isEmpty();
    plan(new PointOperation.SetPayload(ids(1), large, Optional.empty()));
  }

  @Test
  void anUpsertThatOnlyInsertsLeavesWhatExistsAndWhatItHasJustMade() {
    exists(point(1, Map.of("a", ONE), Map.of()));
    PointInput second = point(2, Map.of("a", ONE), Map.of());
    List<PointInput> points =
        List.of(point(1, Map.of("a", TWO), Map.of()), second, point(2, Map.of(), Map.of()));
    plan(new PointOperation.Upsert(points, UpdateMode.INSERT_ONLY, Filter.ALL));
    assertThat(planner.changes()).containsExactly(put(second).as(PutKind.INSERT));
  }

  @Test
  void anUpsertThatOnlyUpdatesMakesNoPoint() {
    exists(point(1, Map.of("a", ONE), Map.of()));
    plan(new PointOperation.Upsert(List.of(point(3, Map.of(), Map.of()))));
    plan(new PointOperation.Delete(ids(3)));
    PointInput first = point(1, Map.of("a", TWO), Map.of());
    plan(
        new PointOperation.Upsert(
            List.of(first, point(2, Map.of(), Map.of()), point(3, Map.of(), Map.of())),
            UpdateMode.UPDATE_ONLY,
            Filter.ALL));
    assertThat(planner.changes()).containsExactly(put(first).as(PutKind.UPDATE));
  }

  @Test
  void anUpdateFilterIsAskedOfPointsAsTheOperationsBeforeHaveLeftThem() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    exists(point(2, Map.of("a", ONE), Map.of("x", 1L)));
    exists(point(3, Map.of("a", ONE), Map.of("x", 2L)));
    plan(set(2, Map.of("x", 2L)));
    plan(set(3, Map.of("x", 1L)));
    PointInput second = point(2, Map.of("b", TWO), Map.of());
    PointInput fourth = point(4, Map.of("b", TWO), Map.of());
    plan(
        new PointOperation.Upsert(
            List.of(point(1, Map.of(), Map.of()), second, point(3, Map.of(), Map.of()), fourth),
            UpdateMode.UPSERT,
            where("x", 2L)));
    assertThat(planner.changes())
        .containsExactly(
            put(second).as(PutKind.UPDATE),
            new RowChange.PutPayload(PointId.of(3), new Payload(Map.of("x", 1L))),
            put(fourth).as(PutKind.INSERT));
  }

  @Test
  void anUpdateFilterOfVectorsLeavesPointsThatDoNotMatch() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    exists(point(2, Map.of("a", ONE), Map.of("x", 2L)));
    List<PointInput> points =
        List.of(point(1, Map.of("a", TWO), Map.of()), point(2, Map.of("a", TWO), Map.of()));
    plan(new PointOperation.UpdateVectors(points, where("x", 2L)));
    assertThat(planner.changes().stream().map(RowChange::id)).containsExactly(PointId.of(2));
    List<PointInput> missing = List.of(point(9, Map.of("a", TWO), Map.of()));
    assertThat(planner.plan(new PointOperation.UpdateVectors(missing, where("x", 2L))))
        .contains(new DunlinFailure.NotFound("No point with id 9 found"));
  }

  private static RowChange.Put put(PointInput point) {
    return new RowChange.Put(point.id(), point.vectors(), point.payload());
  }

  private static Filter where(String key, Object value) {
    Condition is = new Condition.Field(path(key), List.of(new Check.MatchValue(value)));
    return new Filter(List.of(is), List.of(), List.of(), Optional.empty());
  }

  @Test
  void twoVectorsOfOnePointInOneUpdateBothStay() {
    exists(point(1, Map.of(), Map.of()));
    plan(
        new PointOperation.UpdateVectors(
            List.of(point(1, Map.of("a", ONE), Map.of()), point(1, Map.of("b", TWO), Map.of()))));
    RowChange.Put put = (RowChange.Put) planner.changes().iterator().next();
    assertThat(put.vectors()).containsOnlyKeys("a", "b");
  }

  @Test
  void changesStandInTheOrderOfFirstTouch() {
    plan(new PointOperation.Upsert(List.of(point(3, Map.of(), Map.of()))));
    plan(new PointOperation.Upsert(List.of(point(1, Map.of(), Map.of()))));
    plan(new PointOperation.Upsert(List.of(point(2, Map.of(), Map.of()))));
    plan(set(3, Map.of("x", 1L)));
    assertThat(planner.changes().stream().map(RowChange::id))
        .containsExactly(PointId.of(3), PointId.of(1), PointId.of(2));
  }

  @Test
  void pointsTellWhoInsertedThemAndWhoChangedThemLast() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    PointOperation upsert =
        new PointOperation.Upsert(
            List.of(point(1, Map.of(), Map.of()), point(2, Map.of("a", ONE), Map.of())));
    plan(upsert, "ada", 5);
    plan(new PointOperation.ClearPayload(ids(2)), "grace", 1_000);
    plan(new PointOperation.DeleteVectors(ids(1), List.of("b")), "grace", 1_000);
    assertThat(planner.plan(set(9, Map.of()), Optional.of(new Lineage("grace", 1_000))))
        .containsInstanceOf(NOT_FOUND);
    assertThat(planner.changes())
        .containsExactly(
            put(point(1, Map.of(), Map.of("_lineage", updated("ada", "00.005"))))
                .as(PutKind.UPDATE),
            put(point(2, Map.of("a", ONE), Map.of("_lineage", ADAS_CHANGED_BY_GRACE)))
                .as(PutKind.INSERT));
  }

  @Test
  void anUpsertOfAPointThatTellsKeepsWhoInsertedIt() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L, "_lineage", ADAS)));
    plan(
        new PointOperation.Upsert(List.of(point(1, Map.of("b", TWO), Map.of("y", 1L)))),
        "grace",
        1_000);
    assertThat(planner.changes())
        .containsExactly(
            put(point(1, Map.of("b", TWO), Map.of("y", 1L, "_lineage", ADAS_CHANGED_BY_GRACE)))
                .as(PutKind.UPDATE));
  }

  @Test
  void aVectorThatIsMovedTellsWhoMovedIt() {
    exists(point(1, Map.of("a", ONE), Map.of("_lineage", ADAS)));
    plan(
        new PointOperation.ApplyDelta(
            List.of(point(1, Map.of("a", ONE), Map.of())), new VectorOptimizer.Sgd(1)),
        "grace",
        1_000);
    assertThat(planner.changes())
        .containsExactly(
            put(point(1, Map.of("a", TWO), Map.of("_lineage", ADAS_CHANGED_BY_GRACE)))
                .as(PutKind.UPDATE));
  }

  @Test
  void aPointThatIsDeletedAndMadeAgainIsInsertedOnceMore() {
    exists(point(1, Map.of("a", ONE), Map.of("_lineage", ADAS)));
    plan(new PointOperation.Delete(ids(1)), "grace", 5);
    plan(new PointOperation.Upsert(List.of(point(1, Map.of(), Map.of()))), "ada", 5);
    assertThat(planner.changes())
        .containsExactly(put(point(1, Map.of(), Map.of("_lineage", ADAS))).as(PutKind.UPDATE));
  }

  @Test
  void whatIsNotWrittenTellsNothing() {
    exists(point(1, Map.of("a", ONE), Map.of("x", 1L)));
    List<PointInput> points = List.of(point(1, Map.of("a", TWO), Map.of("x", 2L)));
    plan(new PointOperation.DeleteVectors(ids(1), List.of("b")), "ada", 5);
    plan(new PointOperation.UpdateVectors(points, where("x", 2L)), "ada", 5);
    plan(new PointOperation.Upsert(points, UpdateMode.INSERT_ONLY, Filter.ALL), "ada", 5);
    plan(new PointOperation.Upsert(points, UpdateMode.UPSERT, where("x", 2L)), "ada", 5);
    assertThat(planner.changes()).isEmpty();
  }

  private static final Map<String, Object> ADAS =
      Map.of(
          "inserted_at", "1970-01-01T00:00:00.005Z",
          "inserted_by", "ada",
          "updated_at", "1970-01-01T00:00:00.005Z",
          "updated_by", "ada");

  private static final Map<String, Object> ADAS_CHANGED_BY_GRACE =
      Map.of(
          "inserted_at", "1970-01-01T00:00:00.005Z",
          "inserted_by", "ada",
          "updated_at", "1970-01-01T00:00:01.000Z",
          "updated_by", "grace");

  private static Map<String, Object> updated(String author, String seconds) {
    return Map.of("updated_at", "1970-01-01T00:00:" + seconds + "Z", "updated_by", author);
  }

  private void plan(PointOperation operation, String author, long time) {
    assertThat(planner.plan(operation, Optional.of(new Lineage(author, time)))).isEmpty();
  }

  private static final Class<DunlinFailure.NotFound> NOT_FOUND = DunlinFailure.NotFound.class;

  private void plan(PointOperation operation) {
    assertThat(planner.plan(operation)).isEmpty();
  }

  private void exists(PointInput point) {
    copy.apply(
        copy.position() + 1,
        LogEntry.written(
            0,
            new ShardEvent.Committed(
                1, List.of(new RowChange.Put(point.id(), point.vectors(), point.payload())))));
  }

  private static PointOperation set(long id, Map<String, Object> fields) {
    return new PointOperation.SetPayload(ids(id), new Payload(fields), Optional.empty());
  }

  private static PointInput point(
      long id, Map<String, VectorValue> vectors, Map<String, Object> payload) {
    return new PointInput(PointId.of(id), vectors, new Payload(payload));
  }

  private static ByIds ids(long... ids) {
    return new ByIds(LongStream.of(ids).mapToObj(PointId::of).toList());
  }

  private static JsonPath path(String key) {
    return new JsonPath(key, List.of(new JsonPath.Key(key)));
  }
}
