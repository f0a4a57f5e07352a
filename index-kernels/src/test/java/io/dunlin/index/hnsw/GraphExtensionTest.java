package io.dunlin.index.hnsw;

import static io.dunlin.index.hnsw.HnswFixture.KERNELS;
import static io.dunlin.index.hnsw.HnswFixture.PARAMS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that start from an older one: as good as those made anew, for less work. */
class GraphExtensionTest {
  private static final int EF = 32;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anExtendedGraphIsAsGoodAsOneMadeAnew(int threads) {
    HnswFixture fixture = new HnswFixture(51, 8000, 24, Metric.EUCLID);
    // Every third row is old; so old rows lie between new ones, as ids do.
    int[] places = IntStream.range(0, 8000).filter(row -> row % 3 == 0).toArray();
    HnswGraph old = graph(select(fixture.rows, places), threads);
    AtomicInteger inserted = new AtomicInteger();
    HnswGraph extended = extend(old, places, fixture.rows, threads, inserted);
    assertThat(inserted.get()).isEqualTo(8000 - places.length);
    assertSound(extended, fixture.rows);
    assertThat(recall(fixture, extended))
        .isGreaterThan(recall(fixture, fixture.build(threads)) - 0.01);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void afterEveryVectorWasReplacedFiveTimesRecallIsThatOfAFreshGraph(int threads) {
    int count = 4000;
    SplittableRandom random = new SplittableRandom(52);
    float[][] centers = TestRows.uniform(random, 40, 24);
    float[][] vectors = TestRows.clustered(random, count, centers);
    HnswGraph graph = graph(TestRows.of(vectors), threads);
    for (int pass = 0; pass < 5; pass++) {
      int[] order = shuffled(count, random);
      for (int from = 0; from < count; from += count / 8) {
        int[] places = IntStream.range(0, count).toArray();
        for (int i = from; i < from + count / 8; i++) {
          vectors[order[i]] = TestRows.clustered(random, 1, centers)[0];
          places[order[i]] = GraphBase.GONE;
        }
        VectorRows table = TestRows.of(vectors);
        graph = extend(graph, places, table, threads, new AtomicInteger());
        assertSound(graph, table);
      }
    }
    VectorRows table = TestRows.of(vectors);
    HnswFixture fixture =
        new HnswFixture(table, TestRows.clustered(random, 200, centers), Metric.EUCLID);
    assertThat(recall(fixture, graph)).isGreaterThan(recall(fixture, graph(table, threads)) - 0.01);
  }

  @Test
  void whatIsLeftOfAGraphDoesNotMatter() {
    HnswFixture fixture = new HnswFixture(53, 2000, 8, Metric.EUCLID);
    HnswGraph old = fixture.build(1);
    for (int kept : new int[] {0, 1, 2, 17, 200, 1990}) {
      int[] places = new int[2000];
      Arrays.fill(places, GraphBase.GONE);
      int[] survivors = new SplittableRandom(kept).ints(kept, 0, 2000).toArray();
      IntStream.of(survivors).forEach(row -> places[row] = row);
      HnswGraph extended = extend(old, places, fixture.rows, 2, new AtomicInteger());
      assertSound(extended, fixture.rows);
      assertThat(recall(fixture, extended)).as("%d kept", kept).isGreaterThan(0.97);
    }
  }

  @Test
  void rowsWithoutAVectorStayWithoutANode() {
    HnswFixture fixture = new HnswFixture(54, 3000, 8, Metric.EUCLID);
    BitSet present = new BitSet();
    IntStream.range(0, 3000).filter(row -> row % 4 != 1).forEach(present::set);
    BitSet before = new BitSet();
    IntStream.range(0, 3000).filter(row -> row % 4 > 1).forEach(before::set);
    RowFilter filter = TestRows.filter(before);
    HnswGraph old = HnswFixture.build(fixture.rows, Metric.EUCLID, filter, 1);
    int[] places = IntStream.range(0, 3000).toArray();
    HnswGraph extended =
        HnswGraph.extend(
            new GraphBase(old, places),
            fixture.scorer(),
            PARAMS,
            TestRows.filter(present),
            1,
            Arena.ofAuto(),
            _ -> {},
            () -> false);
    for (int row = 0; row < 3000; row++) {
      assertThat(extended.hasNode(row)).isEqualTo(present.get(row));
    }
  }

  @Test
  void withOneThreadTheResultIsAFunctionOfItsInputs() {
    HnswFixture fixture = new HnswFixture(55, 3000, 8, Metric.COSINE);
    int[] places = IntStream.range(0, 1500).map(row -> row % 5 == 0 ? -1 : 2 * row).toArray();
    HnswGraph old =
        graph(select(fixture.rows, IntStream.range(0, 1500).map(i -> 2 * i).toArray()), 1);
    HnswGraph first = extend(old, places, fixture.rows, 1, new AtomicInteger());
    HnswGraph second = extend(old, places, fixture.rows, 1, new AtomicInteger());
    assertThat(first.bytes().mismatch(second.bytes())).isEqualTo(-1);
  }

  @Test
  void aGraphOfAnotherShapeIsRefused() {
    HnswFixture fixture = new HnswFixture(56, 100, 8, Metric.EUCLID);
    HnswGraph old = fixture.build(1);
    assertThatThrownBy(() -> new GraphBase(old, new int[99])).hasMessageContaining("99");
    assertThatThrownBy(() ->
            HnswGraph.extend(
                new GraphBase(old, new int[100]),
                fixture.scorer(),
                new HnswParams(8, 100, 1),
                RowFilter.all(100),
                1,
                Arena.ofAuto(),
                _ -> {},
                () -> false))
        .hasMessageContaining("M 8");
  }

  private static HnswGraph graph(VectorRows rows, int threads) {
    return HnswFixture.build(rows, Metric.EUCLID, RowFilter.all(rows.count()), threads);
  }

  private static HnswGraph extend(
      HnswGraph old, int[] places, VectorRows rows, int threads, AtomicInteger inserted) {
    return HnswGraph.extend(
        new GraphBase(old, places),
        new VectorScorer(rows, Metric.EUCLID, KERNELS),
        PARAMS,
        RowFilter.all(rows.count()),
        threads,
        Arena.ofAuto(),
        inserted::addAndGet,
        () -> false);
  }

  /** Every row has a node, and every link leads to another one, once. */
  private static void assertSound(HnswGraph graph, VectorRows rows) {
    HnswGraph opened = HnswGraph.open(graph.bytes(), rows.count());
    for (int row = 0; row < rows.count(); row++) {
      assertThat(opened.hasNode(row)).isTrue();
      BitSet links = new BitSet();
      links.set(row);
      for (int i = 0; i < opened.linkCount(0, row); i++) {
        assertThat(links.get(opened.link(0, row, i))).as("a second link of %d", row).isFalse();
        links.set(opened.link(0, row, i));
      }
    }
  }

  private static double recall(HnswFixture fixture, HnswGraph graph) {
    return fixture.recall(fixture.index(graph), EF, RowFilter.all(fixture.rows.count()));
  }

  private static int[] shuffled(int count, SplittableRandom random) {
    int[] order = IntStream.range(0, count).toArray();
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  private static VectorRows select(VectorRows rows, int[] places) {
    float[][] chosen = new float[places.length][rows.dimension()];
    for (int i = 0; i < places.length; i++) {
      rows.read(places[i], chosen[i]);
    }
    return TestRows.of(chosen);
  }
}
