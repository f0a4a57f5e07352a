package io.dunlin.http.grpc;

import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.list;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorFactory.vector;
import static io.qdrant.client.VectorsFactory.namedVectors;
import static io.qdrant.client.VectorsFactory.vectors;
import static io.qdrant.client.WithPayloadSelectorFactory.enable;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Points and payloads, through the published Java client. */
class OfficialClientPointsIT extends BooksClient {
  @Test
  void pointsComeBackAsTheyWent() {
    List<RetrievedPoint> points =
        get(
            client.retrieveAsync(
                BOOKS,
                List.of(id(NAMED), id(77), id(2)),
                enable(true),
                WithVectorsSelectorFactory.enable(true),
                null));
    assertThat(points).extracting(RetrievedPoint::getId).containsExactly(id(NAMED), id(2));
    assertThat(points.getFirst().getPayloadMap())
        .isEqualTo(
            Map.of("title", value("a song"), "tags", list(List.of(value("x"), nullValue()))));
    assertThat(points.getLast().getPayloadMap())
        .isEqualTo(
            Map.of(
                "title", value("the sky"),
                "year", value(2001),
                "price", value(9.5),
                "new", value(true)));
    assertThat(points.getLast().getVectors().getVector().getDense().getDataList())
        .containsExactly(1f, 0f);
  }

  @Test
  void namedVectorsAndFlatVectorsOfOldClientsAreUnderstood() {
    get(
        client.createCollectionAsync(
            "named",
            Map.of(
                "a", VectorParams.newBuilder().setSize(1).setDistance(Distance.Dot).build(),
                "b", VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build())));
    get(
        client.upsertAsync(
            "named",
            List.of(
                PointStruct.newBuilder()
                    .setId(id(-1L)) // unsigned: the largest id
                    .setVectors(namedVectors(Map.of("a", vector(3f), "b", flat(4f, 5f))))
                    .build())));
    get(
        client.updateVectorsAsync(
            "named",
            List.of(
                PointVectors.newBuilder()
                    .setId(id(-1L))
                    .setVectors(namedVectors(Map.of("a", vector(6f))))
                    .build())));
    RetrievedPoint point = get(client.retrieveAsync("named", id(-1L), true, true, null)).getFirst();
    assertThat(point.getId().getNum()).isEqualTo(-1L);
    var stored = point.getVectors().getVectors().getVectorsMap();
    assertThat(stored).isEqualTo(Map.of("a", output(List.of(6f)), "b", output(List.of(4f, 5f))));

    get(client.deleteVectorsAsync("named", List.of("a"), List.of(id(-1L))));
    assertThat(
            get(client.retrieveAsync("named", id(-1L), false, true, null))
                .getFirst()
                .getVectors()
                .getVectors()
                .getVectorsMap())
        .containsOnlyKeys("b");
    get(client.deleteCollectionAsync("named"));
  }

  private static VectorOutput output(List<Float> components) {
    return VectorOutput.newBuilder()
        .setDense(DenseVector.newBuilder().addAllData(components))
        .build();
  }

  @SuppressWarnings("deprecation") // the form of old clients is what is tested
  private static Vector flat(float... components) {
    Vector.Builder vector = Vector.newBuilder();
    for (float component : components) {
      vector.addData(component);
    }
    return vector.build();
  }

  @Test
  void payloadsAreMergedReplacedAndCleared() {
    get(client.setPayloadAsync(BOOKS, Map.of("year", value(3)), id(1), true, null, null));
    assertThat(payload(id(1))).containsEntry("year", value(3)).containsKey("title");
    get(client.deletePayloadAsync(BOOKS, List.of("title"), id(1), true, null, null));
    assertThat(payload(id(1))).doesNotContainKey("title");
    get(client.overwritePayloadAsync(BOOKS, Map.of("only", value(1)), id(1), true, null, null));
    assertThat(payload(id(1))).isEqualTo(Map.of("only", value(1)));
    get(client.clearPayloadAsync(BOOKS, must(isEmpty("title")), true, null, null));
    assertThat(payload(id(1))).isEmpty();
    assertThat(payload(id(2))).isNotEmpty();
  }

  @Test
  void upsertsMayLeaveWhatExistsOrWhatDoesNotMatch() {
    UpsertPoints.Builder upsert =
        UpsertPoints.newBuilder()
            .setCollectionName(BOOKS)
            .setWait(true)
            .addPoints(book(id(1), 3, Map.of("new", value(1))))
            .addPoints(book(id(8), 3, Map.of("new", value(1))));
    get(client.upsertAsync(upsert.setUpdateMode(UpdateMode.InsertOnly).build()));
    assertThat(payload(id(1))).containsKey("title");
    assertThat(payload(id(8))).containsKey("new");
    upsert.setPoints(1, book(id(9), 3, Map.of())).setUpdateMode(UpdateMode.UpdateOnly);
    get(client.upsertAsync(upsert.build()));
    assertThat(payload(id(1))).containsOnlyKeys("new");
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(4);
    upsert
        .setPoints(0, book(id(2), 3, Map.of()))
        .clearUpdateMode()
        .setUpdateFilter(must(matchKeyword("title", "the sea")));
    get(client.upsertAsync(upsert.build()));
    assertThat(payload(id(2))).containsKey("title");
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(5);
  }

  @Test
  void vectorsOfPointsThatDoNotMatchAreLeft() {
    UpdatePointVectors update =
        UpdatePointVectors.newBuilder()
            .setCollectionName(BOOKS)
            .setWait(true)
            .addPoints(PointVectors.newBuilder().setId(id(1)).setVectors(vectors(7f, 7f)))
            .addPoints(PointVectors.newBuilder().setId(id(2)).setVectors(vectors(7f, 7f)))
            .setUpdateFilter(must(matchKeyword("title", "the sky")))
            .build();
    get(client.updateVectorsAsync(update));
    assertThat(
            get(
                    client.retrieveAsync(
                        BOOKS,
                        List.of(id(1), id(2)),
                        enable(false),
                        WithVectorsSelectorFactory.enable(true),
                        null))
                .stream()
                .map(point -> point.getVectors().getVector().getDense().getData(0)))
        .containsExactly(0f, 7f);
  }

  @Test
  void aWriteThatIsNotVisibleInTimeSaysSo() {
    server.collections().beLate(true);
    try {
      assertThat(get(client.upsertAsync(BOOKS, List.of(book(id(1), 3, Map.of())))).getStatus())
          .isEqualTo(UpdateStatus.WaitTimeout);
    } finally {
      server.collections().beLate(false);
    }
  }

  @Test
  void batchesAreDoneInOrderOneResultEach() {
    PointsSelector first =
        PointsSelector.newBuilder().setPoints(PointsIdsList.newBuilder().addIds(id(1))).build();
    List<UpdateResult> results =
        get(
            client.batchUpdateAsync(
                BOOKS,
                List.of(
                    PointsUpdateOperation.newBuilder()
                        .setDeletePoints(
                            PointsUpdateOperation.DeletePoints.newBuilder().setPoints(first))
                        .build(),
                    PointsUpdateOperation.newBuilder()
                        .setUpsert(
                            PointsUpdateOperation.PointStructList.newBuilder()
                                .addPoints(book(id(1), 3, Map.of())))
                        .build(),
                    PointsUpdateOperation.newBuilder()
                        .setSetPayload(
                            PointsUpdateOperation.SetPayload.newBuilder()
                                .setPointsSelector(first)
                                .putPayload("back", value(true)))
                        .build())));
    assertThat(results).hasSize(3);
    assertThat(results)
        .isSortedAccordingTo(
            (left, right) -> Long.compare(left.getOperationId(), right.getOperationId()));
    assertThat(payload(id(1))).isEqualTo(Map.of("back", value(true)));
  }

  @Test
  void deletingByIdsByFilterAndByTheEmptyFilter() {
    assertThat(get(client.deleteAsync(BOOKS, List.of(id(1)))).getStatus())
        .isEqualTo(UpdateStatus.Completed);
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(2);
    get(client.deleteAsync(BOOKS, must(matchKeyword("title", "a song"))));
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(1);
    get(client.deleteAsync(BOOKS, Filter.getDefaultInstance()));
    assertThat(get(client.countAsync(BOOKS))).isZero();
  }

  @Test
  void aBatchOfHalfAMegabyteArrives() {
    List<PointStruct> points =
        IntStream.range(0, 10_000).mapToObj(number -> book(id(number), number, Map.of())).toList();
    get(client.upsertAsync(BOOKS, points));
    assertThat(get(client.countAsync(BOOKS))).isEqualTo(10_001);
  }
}
