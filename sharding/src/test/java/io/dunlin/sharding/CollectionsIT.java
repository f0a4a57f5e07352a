package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.actors.catalog.VectorPatch;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardSettings;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.event.PointLimits;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The facade against a real node: journal, shards, segments and restarts. */
class CollectionsIT {
  private static final int DIMENSION = 24;
  private static final WriteOptions WAIT = new WriteOptions(true, TestNode.TIMEOUT);
  // Small limits, so that a few thousand points freeze, seal and merge many times.
  private static final ShardSettings SMALL =
      new ShardSettings(64 << 10, 16 << 10, 32 << 20, 500_000, 256 << 20, 1);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void findsWhatWasWrittenAndStillDoesAfterARestart(int shards) throws Exception {
    List<float[]> vectors = vectors(5_000, 7);
    List<List<Hit>> before;
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      assertThat(get(collections.create("birds", config(shards), TestNode.TIMEOUT))).isTrue();
      upsert(collections, vectors, 0, 5_000);
      get(
          collections.write(
              "birds",
              List.of(new PointOperation.Delete(new PointOperation.ByFilter(group(3)))),
              WAIT));
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(4_500);
      awaitGreen(collections);
      before = searchAll(collections, vectors);
      for (int i = 0; i < before.size(); i++) {
        assertThat(ids(before.get(i))).isEqualTo(exact(vectors, vectors.get(i * 50), 10));
      }
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(4_500);
      awaitGreen(collections);
      assertThat(asText(searchAll(collections, vectors))).isEqualTo(asText(before));
      assertThat(get(collections.optimize("birds", TestNode.TIMEOUT))).isTrue();
      assertThat(asText(searchAll(collections, vectors))).isEqualTo(asText(before));
      assertThat(get(collections.drop("birds", TestNode.TIMEOUT))).isTrue();
      assertThat(get(collections.drop("birds", TestNode.TIMEOUT))).isFalse();
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      assertThat(get(node.collections().list())).isEmpty();
    }
  }

  @Test
  void aPayloadIndexIsWaitedForAndComesBackAfterARestart() throws Exception {
    FieldSchema integer = FieldSchema.of(FieldType.INTEGER);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config(3), TestNode.TIMEOUT));
      upsert(collections, vectors(5_000, 7), 0, 5_000);
      long before = node.catalogVersion();
      WriteResult made = get(collections.changeField("birds", "group", Optional.of(integer), WAIT));
      assertThat(made.status()).isEqualTo(WriteResult.Status.COMPLETED);
      assertThat(made.operationId()).isBetween(before + 1, node.catalogVersion());
      assertThat(get(collections.status("birds", TestNode.TIMEOUT)).field("group").points())
          .isEqualTo(5_000);
      assertThat(get(collections.count("birds", group(3), TestNode.TIMEOUT))).isEqualTo(500);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      assertThat(get(collections.find("birds")).config().fields())
          .isEqualTo(Map.of("group", integer));
      get(collections.optimize("birds", TestNode.TIMEOUT));
      awaitIndexed(collections, 5_000);
      assertThat(get(collections.count("birds", group(3), TestNode.TIMEOUT))).isEqualTo(500);
      get(
          collections.write(
              "birds",
              List.of(
                  new PointOperation.OverwritePayload(
                      new PointOperation.ByFilter(group(3)), new Payload(Map.of("group", 12L)))),
              WAIT));
      assertThat(get(collections.count("birds", group(3), TestNode.TIMEOUT))).isZero();
      assertThat(get(collections.count("birds", group(12), TestNode.TIMEOUT))).isEqualTo(500);
      get(collections.changeField("birds", "group", Optional.empty(), WAIT));
      assertThat(get(collections.find("birds")).config().fields()).isEmpty();
      assertThat(get(collections.count("birds", group(12), TestNode.TIMEOUT))).isEqualTo(500);
    }
  }

  private static void awaitIndexed(Collections collections, long points)
      throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (!get(collections.status("birds", TestNode.TIMEOUT)).field("group").whole()) {
      assertThat(System.nanoTime()).isLessThan(patience);
      Thread.sleep(10);
    }
    assertThat(get(collections.status("birds", TestNode.TIMEOUT)).field("group").points())
        .isEqualTo(points);
  }

  @Test
  void aCollectionCanBeReadAsSoonAsItIsMade() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config(3), TestNode.TIMEOUT));
      CollectionStatus status = get(collections.status("birds", TestNode.TIMEOUT));
      assertThat(status.light()).isEqualTo(CollectionStatus.Light.GREEN);
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isZero();
    }
  }

  @Test
  void aConfigurationAndWhatIsStoredByItOutliveARestart() throws Exception {
    QuantizationSettings bytes =
        new QuantizationSettings.Scalar(Optional.of(0.99f), Optional.of(true));
    QuantizationSettings bits =
        new QuantizationSettings.Binary(
            Optional.of(QuantizationSettings.Encoding.TWO_BITS),
            Optional.empty(),
            Optional.empty());
    IndexSettings lists =
        new IndexSettings(
            IndexSettings.Type.IVF_PQ,
            Optional.of(64),
            Optional.of(8),
            Optional.of(IndexSettings.Pq.NONE),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("half", stored(Datatype.FLOAT16, Optional.of(bits), Optional.empty()));
    vectors.put("byte", stored(Datatype.UINT8, Optional.empty(), Optional.of(lists)));
    CollectionConfig config =
        new CollectionConfig(
            vectors,
            1,
            1,
            1,
            true,
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            Optional.of(bytes),
            Payload.EMPTY);
    CollectionPatch patch =
        new CollectionPatch(
            Map.of(
                "half",
                new VectorPatch(
                    HnswSettings.NONE,
                    new QuantizationPatch.Disable(),
                    Optional.of(new IndexSettings(IndexSettings.Type.AUTO)))),
            HnswSettings.NONE,
            OptimizerSettings.NONE,
            new QuantizationPatch.Set(bits),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Payload.EMPTY,
            StrictModeSettings.NONE,
            Map.of());
    CollectionConfig patched;
    float[] third = new float[DIMENSION];
    Arrays.fill(third, 1 / 3f);
    float[] whole = new float[DIMENSION];
    Arrays.fill(whole, 200);
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config, TestNode.TIMEOUT));
      assertThat(get(collections.find("birds")).config()).isEqualTo(config);
      get(collections.update("birds", patch, TestNode.TIMEOUT));
      patched = get(collections.find("birds")).config();
      assertThat(patched.quantization()).contains(bits);
      assertThat(patched.vectors().get("half"))
          .isEqualTo(
              stored(
                  Datatype.FLOAT16,
                  Optional.empty(),
                  Optional.of(new IndexSettings(IndexSettings.Type.AUTO))));
      assertThat(patched.vectors().get("byte")).isEqualTo(vectors.get("byte"));
      get(
          collections.write(
              "birds",
              List.of(
                  new PointOperation.Upsert(
                      List.of(
                          new PointOperation.PointInput(
                              PointId.of(1),
                              Map.of("half", VectorValue.of(third), "byte", VectorValue.of(whole)),
                              Payload.EMPTY)))),
              WAIT));
      assertThat(
              refusal(
                  collections.write(
                      "birds",
                      List.of(
                          new PointOperation.Upsert(
                              List.of(
                                  new PointOperation.PointInput(
                                      PointId.of(2),
                                      Map.of("byte", VectorValue.of(third)),
                                      Payload.EMPTY)))),
                      WAIT)))
          .isInstanceOf(DunlinFailure.WrongInput.class);
    }
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      assertThat(get(collections.find("birds")).config()).isEqualTo(patched);
      Hit stored =
          get(collections.retrieve(
                  "birds",
                  List.of(PointId.of(1), PointId.of(2)),
                  new PayloadSelector.None(),
                  new VectorSelector.All(),
                  TestNode.TIMEOUT))
              .getFirst();
      Arrays.fill(third, 0.33325195f); // 1365 * 2^-12, the half nearest to a third
      assertThat(stored.vectors().get("half")).isEqualTo(VectorValue.of(third));
      assertThat(stored.vectors().get("byte")).isEqualTo(VectorValue.of(whole));
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(1);
    }
  }

  private static VectorSpec stored(
      Datatype datatype, Optional<QuantizationSettings> codes, Optional<IndexSettings> index) {
    return new VectorSpec(
        DIMENSION,
        Metric.EUCLID,
        HnswSettings.NONE,
        Optional.empty(),
        Optional.of(datatype),
        codes,
        index);
  }

  @Test
  void scrollsInTheOrderOfIds() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config(2), TestNode.TIMEOUT));
      upsert(collections, vectors(1_000, 3), 0, 1_000);
      List<Long> seen = new ArrayList<>();
      Optional<PointId> from = Optional.empty();
      do {
        ScrollPage page =
            get(
                collections.scroll(
                    "birds",
                    new ScrollRequest(
                        group(4), from, 7, new PayloadSelector.All(), new VectorSelector.None()),
                    TestNode.TIMEOUT));
        page.points().forEach(point -> seen.add(point.id().low()));
        from = page.next();
      } while (from.isPresent());
      assertThat(seen)
          .isEqualTo(LongStream.range(0, 1_000).filter(i -> i % 10 == 4).boxed().toList());
      ScrollPage all =
          get(
              collections.scroll(
                  "birds",
                  new ScrollRequest(
                      Filter.ALL,
                      Optional.empty(),
                      Integer.MAX_VALUE,
                      new PayloadSelector.None(),
                      new VectorSelector.None()),
                  TestNode.TIMEOUT));
      assertThat(all.points()).hasSize(1_000);
      assertThat(all.next()).isEmpty();
    }
  }

  @Test
  void refusesWhatTheJournalWouldNotTakeAndGoesOn() throws Exception {
    Object deep = List.of();
    for (int level = 0; level < PayloadCodec.MAX_DEPTH; level++) {
      deep = List.of(deep);
    }
    Payload tooDeep = new Payload(Map.of("a", deep));
    Payload tooLarge = new Payload(Map.of("a", "a".repeat(PointLimits.MAX_BYTES)));
    PointOperation.Selection first = new PointOperation.ByIds(List.of(PointId.of(0)));
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config(1), TestNode.TIMEOUT));
      upsert(collections, vectors(10, 3), 0, 10);
      for (Payload wrong : List.of(tooDeep, tooLarge)) {
        for (PointOperation operation :
            List.of(
                new PointOperation.Upsert(
                    List.of(new PointOperation.PointInput(PointId.of(0), Map.of(), wrong))),
                new PointOperation.SetPayload(first, wrong, Optional.empty()),
                new PointOperation.OverwritePayload(first, wrong))) {
          assertThat(refusal(collections.write("birds", List.of(operation), WAIT)))
              .isInstanceOf(DunlinFailure.WrongInput.class);
        }
      }
      assertThat(
              refusal(
                  collections.update(
                      "birds",
                      new CollectionPatch(
                          Map.of(),
                          HnswSettings.NONE,
                          OptimizerSettings.NONE,
                          new QuantizationPatch.Keep(),
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty(),
                          tooDeep,
                          StrictModeSettings.NONE,
                          Map.of()),
                      TestNode.TIMEOUT)))
          .isInstanceOf(DunlinFailure.WrongInput.class);
      upsert(collections, vectors(20, 3), 0, 20);
      assertThat(get(collections.count("birds", Filter.ALL, TestNode.TIMEOUT))).isEqualTo(20);
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    try (TestNode node = TestNode.start(folder, SMALL)) {
      Collections collections = node.collections();
      get(collections.create("birds", config(1), TestNode.TIMEOUT));
      assertThat(refusal(collections.create("birds", config(1), TestNode.TIMEOUT)))
          .isEqualTo(new DunlinFailure.AlreadyExists("Collection `birds` already exists!"));
      assertThat(refusal(collections.count("owls", Filter.ALL, TestNode.TIMEOUT)))
          .isEqualTo(new DunlinFailure.NotFound("Collection `owls` doesn't exist!"));
      PointOperation wrong =
          new PointOperation.Upsert(
              List.of(
                  new PointOperation.PointInput(
                      PointId.of(1), Map.of("", VectorValue.of(new float[3])), Payload.EMPTY)));
      assertThat(refusal(collections.write("birds", List.of(wrong), WAIT)))
          .isEqualTo(
              new DunlinFailure.WrongInput("Vector dimension error: expected dim: 24, got 3"));
      PointOperation missing =
          new PointOperation.SetPayload(
              new PointOperation.ByIds(List.of(PointId.of(9))), Payload.EMPTY, Optional.empty());
      assertThat(refusal(collections.write("birds", List.of(missing), WAIT)))
          .isEqualTo(new DunlinFailure.NotFound("No point with id 9 found"));
    }
  }

  static CollectionConfig config(int shards) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(DIMENSION, Metric.EUCLID, HnswSettings.NONE, Optional.empty()));
    HnswSettings graphsFromTheStart =
        new HnswSettings(
            Optional.of(8),
            Optional.of(64),
            Optional.of(10),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new CollectionConfig(
        vectors, shards, 1, 1, true, graphsFromTheStart, OptimizerSettings.NONE, Payload.EMPTY);
  }

  private static void upsert(Collections collections, List<float[]> vectors, int from, int to) {
    List<CompletionStage<?>> writes = new ArrayList<>();
    for (int start = from; start < to; start += 100) {
      List<PointOperation.PointInput> points =
          IntStream.range(start, Math.min(to, start + 100))
              .mapToObj(i ->
                  new PointOperation.PointInput(
                      PointId.of(i),
                      Map.of("", VectorValue.of(vectors.get(i))),
                      new Payload(Map.of("group", (long) (i % 10)))))
              .toList();
      writes.add(collections.write("birds", List.of(new PointOperation.Upsert(points)), WAIT));
    }
    writes.forEach(CollectionsIT::get);
  }

  private static List<List<Hit>> searchAll(Collections collections, List<float[]> vectors) {
    List<QueryRequest> requests =
        IntStream.range(0, 100)
            .mapToObj(i ->
                QueryRequest.nearest(
                    new VectorInput.Components(vectors.get(i * 50)),
                    "",
                    Filter.ALL,
                    10,
                    0,
                    new SearchTuning(
                        Optional.of(200), false, false, Optional.empty(), CodeUse.DEFAULT),
                    Optional.empty(),
                    new PayloadSelector.All(),
                    new VectorSelector.None()))
            .toList();
    return get(collections.query("birds", requests, TestNode.TIMEOUT));
  }

  private static void awaitGreen(Collections collections) throws InterruptedException {
    long patience = System.nanoTime() + TestNode.TIMEOUT.toNanos();
    while (get(collections.status("birds", TestNode.TIMEOUT)).light()
        != CollectionStatus.Light.GREEN) {
      assertThat(System.nanoTime()).isLessThan(patience);
      Thread.sleep(10);
    }
  }

  private static List<Long> exact(List<float[]> vectors, float[] query, int k) {
    return IntStream.range(0, vectors.size())
        .filter(i -> i % 10 != 3)
        .boxed()
        .sorted((a, b) -> {
          int byDistance =
              Double.compare(distance(vectors.get(a), query), distance(vectors.get(b), query));
          return byDistance != 0 ? byDistance : Integer.compare(a, b);
        })
        .limit(k)
        .map(Integer::longValue)
        .toList();
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  private static List<Long> ids(List<Hit> hits) {
    return hits.stream().map(hit -> hit.id().low()).toList();
  }

  private static String asText(List<List<Hit>> hits) {
    StringBuilder text = new StringBuilder();
    for (List<Hit> list : hits) {
      for (Hit hit : list) {
        text.append(hit.id()).append('=').append(Float.floatToRawIntBits(hit.score())).append(' ');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static Filter group(long group) {
    JsonPath path = new JsonPath("group", List.of(new JsonPath.Key("group")));
    return new Filter(
        List.of(new Condition.Field(path, List.of(new Check.MatchValue(group)))),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static List<float[]> vectors(int count, long seed) {
    Random random = new Random(seed);
    List<float[]> centres = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      centres.add(gaussian(random, 3, new float[DIMENSION]));
    }
    return IntStream.range(0, count)
        .mapToObj(_ -> gaussian(random, 1, centres.get(random.nextInt(centres.size()))))
        .toList();
  }

  private static float[] gaussian(Random random, float spread, float[] centre) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = centre[i] + spread * (float) random.nextGaussian();
    }
    return vector;
  }

  private static DunlinFailure refusal(CompletionStage<?> stage) {
    return ((DunlinException)
            assertThatThrownBy(() -> get(stage)).isInstanceOf(DunlinException.class).actual())
        .failure();
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DunlinException refused) {
        throw refused;
      }
      throw e;
    }
  }
}
