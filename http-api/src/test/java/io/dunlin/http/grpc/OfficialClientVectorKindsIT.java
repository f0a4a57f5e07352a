package io.dunlin.http.grpc;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.VectorFactory.multiVector;
import static io.qdrant.client.VectorFactory.vector;
import static io.qdrant.client.VectorsFactory.namedVectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Floats;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.Modifier;
import io.qdrant.client.grpc.Collections.MultiVectorComparator;
import io.qdrant.client.grpc.Collections.MultiVectorConfig;
import io.qdrant.client.grpc.Collections.SparseIndexConfig;
import io.qdrant.client.grpc.Collections.SparseVectorConfig;
import io.qdrant.client.grpc.Collections.SparseVectorParams;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Points.CreateVectorNameRequest;
import io.qdrant.client.grpc.Points.DeleteVectorNameRequest;
import io.qdrant.client.grpc.Points.DenseVectorCreationConfig;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.Query;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SparseIndices;
import io.qdrant.client.grpc.Points.SparseVectorCreationConfig;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sparse vectors and multivectors, through the published Java client. */
class OfficialClientVectorKindsIT extends BooksClient {
  private static final String KINDS = "kinds";
  private static final SparseVectorParams WORDS =
      SparseVectorParams.newBuilder()
          .setModifier(Modifier.Idf)
          .setIndex(
              SparseIndexConfig.newBuilder()
                  .setFullScanThreshold(7)
                  .setOnDisk(true)
                  .setDatatype(Datatype.Uint8))
          .build();
  private static final VectorParams MANY =
      VectorParams.newBuilder()
          .setSize(2)
          .setDistance(Distance.Dot)
          .setMultivectorConfig(
              MultiVectorConfig.newBuilder().setComparator(MultiVectorComparator.MaxSim))
          .build();

  @BeforeEach
  void kinds() {
    get(
        client.createCollectionAsync(
            CreateCollection.newBuilder()
                .setCollectionName(KINDS)
                .setVectorsConfig(
                    VectorsConfig.newBuilder()
                        .setParamsMap(VectorParamsMap.newBuilder().putMap("many", MANY)))
                .setSparseVectorsConfig(
                    SparseVectorConfig.newBuilder()
                        .putMap("plain", SparseVectorParams.getDefaultInstance())
                        .putMap("words", WORDS))
                .build()));
    get(
        client.upsertAsync(
            KINDS,
            List.of(
                point(1, multiVector(new float[][] {{1, 0}, {0, 1}}), words(List.of(7, -1), 2, 3)),
                point(2, vector(3f, 4f), vector(List.of(), List.of())),
                point(3, flatMulti(5, 6, 7, 8), flatSparse(List.of(-1, 7), 1, 4)))));
  }

  @AfterEach
  void drop() {
    get(client.deleteCollectionAsync(KINDS));
  }

  @Test
  void aVectorIsMadeAndDroppedLater() {
    get(
        client.createVectorNameAsync(
            CreateVectorNameRequest.newBuilder()
                .setCollectionName(KINDS)
                .setVectorName("dense")
                .setWait(true)
                .setDenseConfig(
                    DenseVectorCreationConfig.newBuilder()
                        .setSize(3)
                        .setDistance(Distance.Euclid)
                        .setDatatype(Datatype.Float16))
                .build()));
    get(
        client.createVectorNameAsync(
            CreateVectorNameRequest.newBuilder()
                .setCollectionName(KINDS)
                .setVectorName("terms")
                .setSparseConfig(SparseVectorCreationConfig.newBuilder().setModifier(Modifier.Idf))
                .build()));
    CollectionParams made = get(client.getCollectionInfoAsync(KINDS)).getConfig().getParams();
    assertThat(made.getVectorsConfig().getParamsMap().getMapMap())
        .containsEntry(
            "dense",
            VectorParams.newBuilder()
                .setSize(3)
                .setDistance(Distance.Euclid)
                .setDatatype(Datatype.Float16)
                .build());
    assertThat(made.getSparseVectorsConfig().getMapMap())
        .containsEntry("terms", SparseVectorParams.newBuilder().setModifier(Modifier.Idf).build());

    for (String name : List.of("dense", "terms")) {
      get(
          client.deleteVectorNameAsync(
              DeleteVectorNameRequest.newBuilder()
                  .setCollectionName(KINDS)
                  .setVectorName(name)
                  .build()));
    }
    CollectionParams left = get(client.getCollectionInfoAsync(KINDS)).getConfig().getParams();
    assertThat(left.getVectorsConfig().getParamsMap().getMapMap()).containsOnlyKeys("many");
    assertThat(left.getSparseVectorsConfig().getMapMap()).containsOnlyKeys("plain", "words");
  }

  @Test
  void aVectorMadeLaterIsOfAKindThatIsKnown() {
    int unknown = 77;
    CreateVectorNameRequest request =
        CreateVectorNameRequest.newBuilder().setCollectionName(KINDS).setVectorName("new").build();
    DenseVectorCreationConfig dense = DenseVectorCreationConfig.newBuilder().setSize(3).build();
    List<CreateVectorNameRequest> wrong =
        List.of(
            request.toBuilder().setDenseConfig(dense.toBuilder().setDistanceValue(unknown)).build(),
            request.toBuilder()
                .setDenseConfig(
                    dense.toBuilder().setDistance(Distance.Dot).setDatatypeValue(unknown))
                .build(),
            request.toBuilder()
                .setSparseConfig(SparseVectorCreationConfig.newBuilder().setModifierValue(unknown))
                .build(),
            request.toBuilder()
                .setSparseConfig(SparseVectorCreationConfig.newBuilder().setDatatypeValue(unknown))
                .build());
    assertThat(wrong)
        .allSatisfy(each ->
            assertThatThrownBy(() -> get(client.createVectorNameAsync(each)))
                .hasMessageContaining("INVALID_ARGUMENT"));
  }

  private static PointStruct point(long id, Vector many, Vector plain) {
    return PointStruct.newBuilder()
        .setId(id(id))
        .setVectors(namedVectors(Map.of("many", many, "plain", plain)))
        .build();
  }

  private static Vector words(List<Integer> indices, float... values) {
    return vector(floats(values), indices);
  }

  @SuppressWarnings("deprecation") // the form of old clients is what is tested
  private static Vector flatSparse(List<Integer> indices, float... values) {
    return Vector.newBuilder()
        .addAllData(floats(values))
        .setIndices(SparseIndices.newBuilder().addAllData(indices))
        .build();
  }

  /** Two vectors. */
  @SuppressWarnings("deprecation") // the form of old clients is what is tested
  private static Vector flatMulti(float... components) {
    return Vector.newBuilder().addAllData(floats(components)).setVectorsCount(2).build();
  }

  private static List<Float> floats(float... components) {
    return Floats.asList(components);
  }

  private static Map<String, VectorOutput> stored(long id) {
    return get(client.retrieveAsync(KINDS, id(id), false, true, null))
        .getFirst()
        .getVectors()
        .getVectors()
        .getVectorsMap();
  }

  private static VectorOutput sparse(List<Integer> indices, float... values) {
    VectorOutput.Builder output = VectorOutput.newBuilder();
    output.getSparseBuilder().addAllIndices(indices).addAllValues(floats(values));
    return output.build();
  }

  private static VectorOutput multi(float[]... vectors) {
    VectorOutput.Builder output = VectorOutput.newBuilder();
    for (float[] vector : vectors) {
      output.getMultiDenseBuilder().addVectorsBuilder().addAllData(floats(vector));
    }
    return output.build();
  }

  private static String found(String using, Query query) {
    StringBuilder found = new StringBuilder();
    for (ScoredPoint point :
        get(
            client.queryAsync(
                QueryPoints.newBuilder()
                    .setCollectionName(KINDS)
                    .setUsing(using)
                    .setQuery(query)
                    .build()))) {
      found.append(point.getId().getNum()).append('=').append(point.getScore()).append(' ');
    }
    return found.toString().strip();
  }

  @Test
  void configurationsAreKept() {
    CollectionParams params = get(client.getCollectionInfoAsync(KINDS)).getConfig().getParams();
    assertThat(params.getVectorsConfig().getParamsMap().getMapMap().get("many")).isEqualTo(MANY);
    assertThat(params.getSparseVectorsConfig().getMapMap())
        .isEqualTo(Map.of("plain", SparseVectorParams.getDefaultInstance(), "words", WORDS));
    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(KINDS)
                .setSparseVectorsConfig(
                    SparseVectorConfig.newBuilder()
                        .putMap(
                            "words",
                            SparseVectorParams.newBuilder().setModifier(Modifier.None).build()))
                .build()));
    assertThat(
            get(client.getCollectionInfoAsync(KINDS))
                .getConfig()
                .getParams()
                .getSparseVectorsConfig()
                .getMapMap()
                .get("words"))
        .isEqualTo(WORDS.toBuilder().setModifier(Modifier.None).build());
  }

  @Test
  void vectorsComeBackSortedByIndex() {
    // -1 is the largest unsigned index.
    assertThat(stored(1))
        .isEqualTo(
            Map.of(
                "many", multi(new float[] {1, 0}, new float[] {0, 1}),
                "plain", sparse(List.of(7, -1), 2, 3)));
    assertThat(stored(2))
        .isEqualTo(Map.of("many", multi(new float[] {3, 4}), "plain", sparse(List.of())));
    assertThat(stored(3))
        .isEqualTo(
            Map.of(
                "many", multi(new float[] {5, 6}, new float[] {7, 8}),
                "plain", sparse(List.of(7, -1), 4, 1)));
  }

  @Test
  void vectorsOfAllKindsAreChangedAndTakenAway() {
    get(
        client.updateVectorsAsync(
            KINDS,
            List.of(
                PointVectors.newBuilder()
                    .setId(id(1))
                    .setVectors(namedVectors(Map.of("plain", words(List.of(5), 1))))
                    .build())));
    assertThat(stored(1).get("plain")).isEqualTo(sparse(List.of(5), 1));
    get(client.deleteVectorsAsync(KINDS, List.of("many"), List.of(id(1))));
    assertThat(stored(1)).containsOnlyKeys("plain");
  }

  @Test
  void bothKindsAreSearched() {
    assertThat(found("plain", nearest(floats(1, 10), List.of(7, -1)))).isEqualTo("1=32.0 3=14.0");
    assertThat(found("plain", nearest(3))).isEqualTo("1=11.0");
    assertThat(found("many", nearest(new float[][] {{1, 0}, {0, 2}})))
        .isEqualTo("3=23.0 2=11.0 1=3.0");
    assertThat(found("many", nearest(1f, 0f))).isEqualTo("3=7.0 2=3.0 1=1.0");
    assertThat(found("many", nearest(1))).isEqualTo("3=15.0 2=7.0");
    List<ScoredPoint> legacy =
        get(
            client.searchAsync(
                SearchPoints.newBuilder()
                    .setCollectionName(KINDS)
                    .setVectorName("plain")
                    .addVector(2)
                    .setSparseIndices(SparseIndices.newBuilder().addData(7))
                    .setLimit(1)
                    .build()));
    assertThat(legacy.getFirst().getId()).isEqualTo(id(3));
    assertThat(legacy.getFirst().getScore()).isEqualTo(8f);
  }

  @Test
  void vectorsThatCannotBe() {
    List<Vector> wrong =
        List.of(
            words(List.of(1, 1), 1, 2),
            words(List.of(1), 1, 2),
            multiVector(new float[][] {{1, 2}, {3}}),
            multiVector(new float[][] {{}}));
    for (Vector vector : wrong) {
      assertThatThrownBy(
              () -> get(client.upsertAsync(KINDS, List.of(point(9, vector, words(List.of(1), 1))))))
          .hasStackTraceContaining("INVALID_ARGUMENT");
    }
  }
}
