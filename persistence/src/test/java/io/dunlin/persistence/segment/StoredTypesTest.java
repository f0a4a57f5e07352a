package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.file.SectionFile;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.index.plan.RowCodes;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.persistence.model.Datatype;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows take the space of their datatype, and sealing them changes no bit of an answer. */
class StoredTypesTest {
  private static final Kernels KERNELS = Kernels.choose("auto");
  private static final int ROWS = 500;
  private static final int SIZE = 37;
  private static final long SEED = 51;

  @TempDir Path directory;
  private final List<Segment> open = new ArrayList<>();

  @AfterEach
  void release() {
    open.forEach(Segment::release);
  }

  @ParameterizedTest
  @CsvSource({
    "COSINE, FLOAT32, 148",
    "COSINE, FLOAT16, 74",
    "EUCLID, FLOAT16, 74",
    "DOT, UINT8, 37",
    "EUCLID, UINT8, 37",
    "MANHATTAN, UINT8, 37",
    "HAMMING, , 8",
    "JACCARD, , 8",
  })
  void sealingChangesNoBitOfAnAnswer(Metric metric, @Nullable Datatype datatype, int rowBytes)
      throws IOException {
    VectorSpec spec = spec(metric, datatype);
    SplittableRandom random = new SplittableRandom(SEED);
    GrowingSegment older = growing(spec, random, 0);
    GrowingSegment newer = growing(spec, random, ROWS);
    float[] query = vector(random, spec);

    SealedSegment sealed = seal(List.of(older), graph(new RowCodes.None()));
    assertThat(answer(sealed, query)).as("seed %d", SEED).isEqualTo(answer(older, query));
    assertThat(sealed.specs().get(""))
        .matches(read ->
            read instanceof VectorSpec stored && stored.componentType() == spec.componentType());
    assertThat(older.vectorBytes()).isEqualTo((long) ROWS * rowBytes);
    assertThat(sealed.vectorBytes()).isEqualTo((long) ROWS * rowBytes);
    try (SectionFile file = SectionFile.open(sealed.file())) {
      assertThat(file.section("vector:").byteSize()).isEqualTo((long) ROWS * rowBytes);
    }

    SealedSegment merged = seal(List.of(sealed, newer), graph(new RowCodes.None()));
    for (int row = 0; row < ROWS; row++) {
      assertThat(merged.vector("", row)).isEqualTo(older.vector("", row));
      assertThat(merged.vector("", ROWS + row)).isEqualTo(newer.vector("", row));
    }
    assertThat(merged.indexed("")).isTrue();
    List<Float> found = answer(merged, query, new SearchParams(2 * ROWS, false));
    assertThat(found).isEqualTo(answer(merged, query));
  }

  /** Codes are made of the numbers that rows hold, whatever holds them. */
  @ParameterizedTest
  @CsvSource({"EUCLID, FLOAT16", "EUCLID, UINT8"})
  void codesAreKeptBesideEveryType(Metric metric, Datatype datatype) throws IOException {
    VectorSpec spec = spec(metric, datatype);
    SplittableRandom random = new SplittableRandom(SEED);
    GrowingSegment growing = growing(spec, random, 0);
    float[] query = vector(random, spec);
    for (RowCodes codes : List.of(new RowCodes.Bytes(1), new RowCodes.Rabitq(4))) {
      SealedSegment sealed = seal(List.of(growing), graph(codes));
      assertThat(sealed.damaged()).isEmpty();
      List<Float> found = answer(sealed, query, new SearchParams(ROWS, false));
      assertThat(found).as("%s, seed %d", codes, SEED).isEqualTo(answer(growing, query));
    }
  }

  /** As of files that were sealed before there were datatypes. */
  @Test
  void rowsOfFloatsAreNarrowedWhenTheyAreMerged() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    VectorSpec bytes = spec(Metric.EUCLID, Datatype.UINT8);
    GrowingSegment wide =
        new GrowingSegment(Map.of("", spec(Metric.EUCLID, Datatype.FLOAT32)), KERNELS);
    open.add(wide);
    float[] vector = vector(random, bytes);
    wide.append(PointId.of(7), Map.of("", VectorValue.of(vector)), Payload.EMPTY, 1);
    GrowingSegment narrow = growing(bytes, random, ROWS);
    SealedSegment merged = seal(List.of(wide, narrow), Map.of());
    assertThat(merged.vector("", 0)).isEqualTo(VectorValue.of(vector));
    assertThat(merged.vectorBytes()).isEqualTo((ROWS + 1L) * SIZE);
  }

  private static VectorSpec spec(Metric metric, @Nullable Datatype datatype) {
    return new VectorSpec(
        SIZE,
        metric,
        HnswSettings.NONE,
        Optional.empty(),
        Optional.ofNullable(datatype),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, IndexPlan> graph(RowCodes codes) {
    return Map.of("", new IndexPlan.Graph(new HnswParams(8, 100, 1), codes, false));
  }

  private GrowingSegment growing(VectorSpec spec, SplittableRandom random, int firstId) {
    GrowingSegment segment = new GrowingSegment(Map.of("", spec), KERNELS);
    open.add(segment);
    for (int row = 0; row < ROWS; row++) {
      Map<String, VectorValue> vectors = Map.of("", VectorValue.of(vector(random, spec)));
      segment.append(PointId.of(firstId + row), vectors, Payload.EMPTY, row);
      assertThat(segment.vector("", row)).isEqualTo(vectors.get(""));
    }
    return segment;
  }

  /** Components that the datatype holds, as what writers pass on. */
  private static float[] vector(SplittableRandom random, VectorSpec spec) {
    float[] vector = new float[spec.size()];
    for (int i = 0; i < vector.length; i++) {
      float uniform = (float) (2 * random.nextDouble() - 1);
      vector[i] =
          switch (spec.componentType()) {
            case FLOAT32 -> uniform;
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(uniform));
            case UINT8 -> random.nextInt(256);
            case BIT -> random.nextInt(2);
          };
    }
    return vector;
  }

  private SealedSegment seal(List<Segment> segments, Map<String, IndexPlan> indexes)
      throws IOException {
    List<SegmentSlice> slices =
        segments.stream()
            .map(segment ->
                new SegmentSlice(segment, segment.rows(), Tombstones.NONE, PayloadOverlay.NONE))
            .toList();
    SegmentBuilder.Built built =
        SegmentBuilder.build(
            slices,
            new SegmentBuilder.Plan(indexes, 1),
            directory,
            KERNELS,
            count -> {},
            () -> false);
    SealedSegment sealed = SealedSegment.open(directory.resolve(built.fileName()), KERNELS);
    open.add(sealed);
    return sealed;
  }

  private static List<Float> answer(Segment segment, float[] query) {
    return answer(segment, query, new SearchParams(ROWS, true));
  }

  /** Rows and scores of the best ten. */
  private static List<Float> answer(Segment segment, float[] query, SearchParams params) {
    TopK best = new TopK();
    best.reset(10);
    VectorIndex index = segment.index("", segment.rows());
    index.search(query, params, RowFilter.all(segment.rows()), new SearchScratch(), best);
    best.sort();
    List<Float> answer = new ArrayList<>();
    for (int rank = 0; rank < best.size(); rank++) {
      answer.add((float) best.row(rank));
      answer.add(best.score(rank));
    }
    return answer;
  }
}
