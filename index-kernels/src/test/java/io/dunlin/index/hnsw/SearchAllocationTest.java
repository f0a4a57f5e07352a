package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.score.QueryScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Once warm, a search allocates nothing; the Vector API does as soon as one call is not inlined.
 */
class SearchAllocationTest {
  private static final int ROWS = 3000;
  private static final int SEARCHES = 10_000;
  private static final int ATTEMPTS = 20;

  @ParameterizedTest
  @CsvSource({
    "auto, EUCLID, 33, FLOAT32",
    "auto, EUCLID, 33, FLOAT16",
    "simd, DOT, 32, FLOAT32",
    "simd, EUCLID, 33, FLOAT32",
    "simd, MANHATTAN, 32, FLOAT32",
    "simd, DOT, 32, FLOAT16",
    "simd, EUCLID, 33, UINT8",
    "auto, JACCARD, 130, BIT",
    "simd, HAMMING, 130, BIT",
    "scalar, EUCLID, 32, FLOAT32",
  })
  void tenThousandSearchesAllocateNothing(
      String name, Metric metric, int dimension, ComponentType type) {
    HnswFixture fixture = new HnswFixture(31, ROWS, dimension, metric).as(type);
    Kernels kernels = Kernels.choose(name);
    HnswIndex graph = new HnswIndex(fixture.scorer(kernels), fixture.build(1));
    FlatIndex flat = new FlatIndex(fixture.rows, metric, kernels);
    BitSet most = new BitSet();
    most.set(ROWS / 10, ROWS);
    RowFilter all = RowFilter.all(ROWS);
    RowFilter live = TestRows.filter(most);
    assertThat(leastAllocated(fixture, graph, all, SEARCHES)).isZero();
    assertThat(leastAllocated(fixture, graph, live, SEARCHES)).isZero();
    assertThat(leastAllocated(fixture, flat, live, SEARCHES / 100)).isZero();
    if (LinkCodes.supports(metric)) {
      HnswIndex coded = LinkCodesTest.coded(fixture, graph.graph(), kernels);
      assertThat(leastAllocated(fixture, coded, live, SEARCHES)).isZero();
      HnswIndex inBytes = LinkCodesTest.inBytes(fixture, graph.graph(), kernels);
      assertThat(leastAllocated(fixture, inBytes, live, SEARCHES)).isZero();
      for (int bits : new int[] {8, 4}) {
        QueryScorer scorer = CodedWalkTest.scorer(fixture, kernels, bits);
        HnswIndex byCodes = new HnswIndex(fixture.scorer(kernels), graph.graph(), scorer, null);
        assertThat(leastAllocated(fixture, byCodes, live, SEARCHES)).isZero();
      }
    }
  }

  /**
   * Bytes of the first of some attempts without any, while the compiler warms up; or the last's.
   */
  private static long leastAllocated(
      HnswFixture fixture, VectorIndex index, RowFilter filter, int searches) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SearchParams params = new SearchParams(16, false);
    SearchScratch scratch = new SearchScratch();
    TopK out = new TopK();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && allocated > 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < searches; i++) {
        out.reset(10);
        index.search(fixture.queries[i % fixture.queries.length], params, filter, scratch, out);
        out.sort();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated;
  }
}
