package io.dunlin.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.management.ManagementFactory;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Once warm, a search allocates nothing. */
class IvfAllocationTest {
  private static final int ROWS = 3_000;
  private static final int SEARCHES = 5_000;
  private static final int ATTEMPTS = 20;

  @ParameterizedTest
  @CsvSource({
    "auto, FLAT, false",
    "auto, SQ8, false",
    "auto, PQ8, false",
    "auto, PQ4, false",
    "auto, RABITQ, false",
    "auto, RABITQ, true",
    "simd, SQ8, false",
    "simd, RABITQ, false",
    "scalar, RABITQ, false",
  })
  void searchesAllocateNothing(String kernels, IvfCodec codec, boolean graph) {
    IvfFixture fixture = new IvfFixture(ROWS, 32, Metric.EUCLID);
    IvfParams params = IvfIndexTest.params(codec).withLists(graph ? 400 : 64);
    IvfLists lists = fixture.build(graph ? params.withGraph() : params);
    IvfIndex index =
        new IvfIndex(
            new VectorScorer(fixture.rows, fixture.metric, Kernels.choose(kernels)), lists);
    BitSet most = new BitSet();
    most.set(ROWS / 10, ROWS);
    assertThat(leastAllocated(fixture, index, RowFilter.all(ROWS))).isZero();
    assertThat(leastAllocated(fixture, index, TestRows.filter(most))).isZero();
  }

  /**
   * Bytes of the first of some attempts without any, while the compiler warms up; or the last's.
   */
  private static long leastAllocated(IvfFixture fixture, IvfIndex index, RowFilter filter) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SearchParams params = IvfFixture.probing(4);
    SearchScratch scratch = new SearchScratch();
    TopK out = new TopK();
    long allocated = Long.MAX_VALUE;
    for (int attempt = 0; attempt < ATTEMPTS && allocated > 0; attempt++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < SEARCHES; i++) {
        out.reset(10);
        index.search(fixture.queries[i % fixture.queries.length], params, filter, scratch, out);
        out.sort();
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    return allocated;
  }
}
