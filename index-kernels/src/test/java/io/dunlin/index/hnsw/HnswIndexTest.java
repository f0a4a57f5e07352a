package io.dunlin.index.hnsw;

import static io.dunlin.index.hnsw.HnswFixture.KERNELS;
import static io.dunlin.index.hnsw.HnswFixture.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import java.lang.foreign.Arena;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HnswIndexTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 40})
  void askingForMoreThanThereIsGivesAll(int count) {
    VectorRows rows = TestRows.of(TestRows.uniform(new SplittableRandom(1), count, 4));
    RowFilter all = RowFilter.all(count);
    HnswIndex index = index(rows, HnswFixture.build(rows, Metric.EUCLID, all, 1));
    assertThat(search(index, new float[4], 100, 10, all))
        .containsExactlyInAnyOrder(IntStream.range(0, count).toArray());
  }

  @Test
  void neverFewerThanKWhileKAreAccepted() {
    HnswFixture fixture = new HnswFixture(4, 6000, 8, Metric.EUCLID);
    HnswIndex index = fixture.index(fixture.build(1));
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 60; round++) {
      BitSet accepted = new BitSet();
      int first = random.nextInt(6000);
      accepted.set(first, Math.min(6000, first + random.nextInt(1, 3000)));
      int k = random.nextInt(1, 200);
      for (int estimate : new int[] {accepted.cardinality(), 1, 6000}) {
        int[] found =
            search(index, fixture.queries[round], k, 10, TestRows.filter(accepted, estimate));
        assertThat(found).hasSize(Math.min(k, accepted.cardinality()));
        assertThat(IntStream.of(found)).allMatch(accepted::get).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void allRowsDeadGivesNothing() {
    HnswFixture fixture = new HnswFixture(6, 2000, 8, Metric.DOT);
    HnswIndex index = fixture.index(fixture.build(1));
    for (int estimate : new int[] {0, 1, 2000}) {
      assertThat(search(index, fixture.queries[0], 5, 10, TestRows.filter(new BitSet(), estimate)))
          .isEmpty();
    }
  }

  @Test
  void copiesOfOneVectorDoNotCutTheGraph() {
    SplittableRandom random = new SplittableRandom(8);
    float[][] vectors = TestRows.uniform(random, 6000, 8);
    for (int row = 1000; row < 4000; row++) {
      vectors[row] = vectors[1000];
    }
    VectorRows rows = TestRows.of(vectors);
    RowFilter all = RowFilter.all(6000);
    HnswIndex index = index(rows, HnswFixture.build(rows, Metric.EUCLID, all, 1));
    assertThat(IntStream.of(search(index, vectors[1000], 50, 50, all)))
        .hasSize(50)
        .allMatch(row -> row >= 1000 && row < 4000);
    int itself = 0;
    for (int row = 4000; row < 6000; row += 10) {
      itself += search(index, vectors[row], 1, 50, all)[0] == row ? 1 : 0;
    }
    assertThat(itself).as("rows that find themselves").isGreaterThanOrEqualTo(198);
  }

  @Test
  void rowsWithoutAVectorAreNeverFound() {
    HnswFixture fixture = new HnswFixture(9, 3000, 8, Metric.EUCLID);
    BitSet present = new BitSet();
    IntStream.range(0, 3000).filter(row -> row % 3 != 0).forEach(present::set);
    HnswGraph graph = HnswFixture.build(fixture.rows, Metric.EUCLID, TestRows.filter(present), 2);
    HnswIndex index = index(fixture.rows, HnswGraph.open(graph.bytes(), 3000));
    for (int k : new int[] {10, 2500}) {
      int[] found = search(index, fixture.queries[0], k, 10, RowFilter.all(3000));
      assertThat(IntStream.of(found)).hasSize(Math.min(k, 2000)).allMatch(present::get);
    }
  }

  @Test
  void aGraphIsSearchedWhileItGrows() {
    HnswFixture fixture = new HnswFixture(10, 3000, 8, Metric.EUCLID);
    RowFilter all = RowFilter.all(3000);
    HnswBuilder builder =
        HnswBuilder.create(fixture.scorer(), HnswFixture.PARAMS, all, Arena.ofAuto());
    InsertScratch scratch = builder.newScratch();
    HnswIndex index = index(fixture.rows, builder.graph());
    float[] vector = new float[8];
    for (int row = 0; row < 3000; row++) {
      builder.insert(row, scratch);
      BitSet inserted = new BitSet();
      inserted.set(0, row + 1);
      fixture.rows.read(row, vector);
      if (row % 50 == 49) {
        RowFilter sofar = TestRows.filter(inserted, 3000);
        assertThat(search(index, vector, 1, 20, sofar)).containsExactly(row);
      }
    }
    assertThat(fixture.recall(index, 128, all)).isGreaterThan(0.99);
  }

  @Test
  void progressIsToldAndCancellingHeard() {
    HnswFixture fixture = new HnswFixture(12, 3000, 8, Metric.EUCLID);
    RowFilter all = RowFilter.all(3000);
    AtomicInteger inserted = new AtomicInteger();
    for (int threads : new int[] {1, 3}) {
      inserted.set(0);
      HnswGraph.build(
          fixture.scorer(),
          HnswFixture.PARAMS,
          all,
          threads,
          Arena.ofAuto(),
          inserted::addAndGet,
          () -> false);
      assertThat(inserted.get()).isEqualTo(3000);
      inserted.set(0);
      assertThatThrownBy(() ->
              HnswGraph.build(
                  fixture.scorer(),
                  HnswFixture.PARAMS,
                  all,
                  threads,
                  Arena.ofAuto(),
                  inserted::addAndGet,
                  () -> inserted.get() > 1500))
          .isInstanceOf(CancellationException.class);
    }
  }

  private static HnswIndex index(VectorRows rows, HnswGraph graph) {
    return new HnswIndex(new VectorScorer(rows, Metric.EUCLID, KERNELS), graph);
  }
}
