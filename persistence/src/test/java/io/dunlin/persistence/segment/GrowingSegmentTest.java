package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GrowingSegmentTest {
  private static final Kernels KERNELS = Kernels.choose("scalar");
  private static final Map<String, VectorSpec> SPECS =
      Map.of("", spec(3, Metric.DOT), "b", spec(700, Metric.EUCLID));

  private static VectorSpec spec(int size, Metric metric) {
    return new VectorSpec(size, metric, HnswSettings.NONE, Optional.empty());
  }

  @Test
  void findsTheNewestRowOfAnIdBelowACount() {
    long seed = 55;
    Random random = new Random(seed);
    GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
    List<PointId> ids = new ArrayList<>();
    for (int row = 0; row < 20_000; row++) {
      long low = random.nextInt(5000) - 2500L;
      ids.add(random.nextBoolean() ? PointId.of(low) : new PointId(true, low & 1, low));
      assertThat(segment.append(ids.get(row), Map.of(), Payload.EMPTY, row)).isEqualTo(row);
    }
    for (int rows : new int[] {0, 1, 100, 7000, 20_000}) {
      Map<PointId, Integer> newest = new HashMap<>();
      for (int row = 0; row < rows; row++) {
        newest.put(ids.get(row), row);
      }
      for (PointId id : ids) {
        assertThat(segment.rowOf(id, rows))
            .as("seed %d, %s of %d", seed, id, rows)
            .isEqualTo(newest.getOrDefault(id, -1));
      }
    }
    for (int row = 1; row < 3000; row++) {
      assertThat(segment.id(row)).isEqualTo(ids.get(row));
      assertThat(Integer.signum(segment.compareIds(row - 1, row)))
          .isEqualTo(Integer.signum(ids.get(row - 1).compareTo(ids.get(row))));
    }
    assertThat(segment.rowOf(PointId.of(123_456), 20_000)).isEqualTo(-1);
    segment.release();
  }

  @Test
  void givesBackWhatWasAppended() {
    Random random = new Random(9);
    GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
    List<Map<String, VectorValue>> vectors = new ArrayList<>();
    for (int row = 0; row < 1500; row++) {
      Map<String, VectorValue> both = new HashMap<>();
      both.put("", VectorValue.of(random(random, 3)));
      if (row % 3 != 1) {
        both.put("b", VectorValue.of(random(random, 700)));
      }
      vectors.add(both);
      Payload payload = new Payload(Map.of("row", (long) row));
      assertThat(segment.append(PointId.of(row), both, payload, 10L + row)).isEqualTo(row);
    }
    assertThat(segment.rows()).isEqualTo(1500);
    assertThat(segment.vectorBytes()).isEqualTo(1500L * 703 * 4);
    assertThat(segment.allHaveVector("")).isTrue();
    assertThat(segment.allHaveVector("b")).isFalse();
    assertThat(segment.allHaveVector("c")).isFalse();
    assertThat(segment.hasVector("c", 0)).isFalse();
    assertThat(segment.indexed("b")).isFalse();
    VectorRows rows = segment.index("b", 1000).rows();
    assertThat(rows.count()).isEqualTo(1000);
    for (int row = 0; row < 1500; row++) {
      assertThat(segment.version(row)).isEqualTo(10 + row);
      assertThat(segment.payload(row).fields()).containsEntry("row", (long) row);
      assertThat(segment.hasVector("", row)).isTrue();
      assertThat(segment.vector("", row)).isEqualTo(vectors.get(row).get(""));
      assertThat(segment.hasVector("b", row)).isEqualTo(row % 3 != 1);
      if (row % 3 != 1) {
        assertThat(segment.vector("b", row)).isEqualTo(vectors.get(row).get("b"));
      }
    }
    segment.release();
  }

  @Test
  void refusesAVectorThatDoesNotFit() {
    GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
    assertThatThrownBy(() ->
            segment.append(
                PointId.of(1), Map.of("", VectorValue.of(new float[2])), Payload.EMPTY, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            segment.append(
                PointId.of(1), Map.of("x", VectorValue.of(new float[3])), Payload.EMPTY, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(segment.rows()).isZero();
    assertThat(segment.rowOf(PointId.of(1), 10)).isEqualTo(-1);
    segment.release();
  }

  @Test
  void livesUntilTheLastReaderHasGone() {
    GrowingSegment segment = new GrowingSegment(SPECS, KERNELS);
    segment.append(PointId.of(1), Map.of("", VectorValue.of(1, 2, 3)), Payload.EMPTY, 1);
    VectorRows rows = segment.index("", 1).rows();
    assertThat(segment.tryAcquire()).isTrue();
    segment.release();
    assertThat(segment.vector("", 0)).isEqualTo(VectorValue.of(1, 2, 3));
    segment.release();
    assertThat(segment.tryAcquire()).isFalse();
    assertThatThrownBy(() -> rows.read(0, new float[3])).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(segment::release).isInstanceOf(IllegalStateException.class);
  }

  /** Each row's parts are functions of its number, so a reader knows what it must see. */
  @Test
  void readersSeeWholeRowsDuringAppends() throws Exception {
    GrowingSegment segment =
        new GrowingSegment(Map.of("", spec(16, Metric.DOT), "b", spec(5, Metric.DOT)), KERNELS);
    int total = 200_000;
    int differentIds = 30_000;
    try (ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int reader = 0; reader < 2; reader++) {
        long seed = 100L + reader;
        results.add(readers.submit(() -> readUntil(segment, total, differentIds, seed)));
      }
      for (int row = 0; row < total; row++) {
        float[] vector = new float[16];
        Arrays.fill(vector, row);
        VectorValue dense = VectorValue.of(vector);
        Map<String, VectorValue> vectors =
            row % 2 == 0 ? Map.of("", dense) : Map.of("", dense, "b", VectorValue.of(new float[5]));
        segment.append(
            id(row % differentIds), vectors, new Payload(Map.of("row", (long) row)), row);
      }
      for (Future<Integer> result : results) {
        assertThat(result.get(1, TimeUnit.MINUTES)).isGreaterThan(total);
      }
    }
    segment.release();
  }

  private static int readUntil(GrowingSegment segment, int total, int differentIds, long seed) {
    Random random = new Random(seed);
    int checked = 0;
    for (int rows = segment.rows(); checked <= total || rows < total; rows = segment.rows()) {
      if (rows == 0) {
        Thread.onSpinWait();
        continue;
      }
      int row = rows - 1 - random.nextInt(Math.min(rows, random.nextBoolean() ? 3 : rows));
      assertThat(segment.version(row)).isEqualTo(row);
      assertThat(segment.payload(row).fields().get("row")).isEqualTo((long) row);
      assertThat(segment.id(row)).isEqualTo(id(row % differentIds));
      assertThat(segment.hasVector("b", row)).isEqualTo(row % 2 == 1);
      float[] vector = new float[16];
      segment.index("", rows).rows().read(row, vector);
      assertThat(vector).containsOnly(row);
      int newest = (rows - 1 - row) / differentIds * differentIds + row;
      assertThat(segment.rowOf(segment.id(row), rows)).isEqualTo(newest);
      checked++;
    }
    return checked;
  }

  private static PointId id(int number) {
    return number % 2 == 0 ? PointId.of(number) : new PointId(true, number, -number);
  }

  private static float[] random(Random random, int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = random.nextFloat();
    }
    return vector;
  }
}
