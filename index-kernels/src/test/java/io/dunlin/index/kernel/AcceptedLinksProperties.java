package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.Visited;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All kernels gather the same links in the same order, search after search. */
class AcceptedLinksProperties {
  private static final long SEED = 20_261_202;
  private static final int NODES = 3000;

  @ParameterizedTest
  @CsvSource({"4, 0.5", "32, 0", "32, 0.01", "32, 0.1", "32, 1", "100, 0.03", "1024, 0.001"})
  void allGatherTheSame(int most, double share) {
    SplittableRandom random = new SplittableRandom(SEED + most);
    LinkLists lists = randomLists(random, most);
    BitSet accepted = new BitSet();
    for (int row = 0; row < NODES; row++) {
      accepted.set(row, random.nextDouble() < share);
    }
    RowFilter filter = RowFilter.of(accepted, NODES);
    long seed = random.nextLong();
    List<int[]> expected = walk(new ScalarKernels(), lists, filter, seed);
    for (String name : Kernels.names()) {
      List<int[]> gathered = walk(Kernels.choose(name), lists, filter, seed);
      assertThat(gathered.stream().map(Arrays::toString))
          .as("%s, %d links, share %s, seed %d", name, most, share, SEED)
          .isEqualTo(expected.stream().map(Arrays::toString).toList());
    }
    assertThat(expected.stream().flatMapToInt(Arrays::stream).allMatch(accepted::get)).isTrue();
  }

  private static List<int[]> walk(Kernels kernels, LinkLists lists, RowFilter filter, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Visited visited = new SearchScratch().visited();
    int[] refused = new int[lists.most()];
    int[] out = new int[2 * lists.most()];
    List<int[]> gathered = new ArrayList<>();
    for (int search = 0; search < 300; search++) {
      visited.reset(NODES);
      for (int step = 0; step < 5; step++) {
        int node = random.nextInt(NODES);
        int count = kernels.acceptedLinks(lists, node, filter, visited, refused, out);
        int[] some = Arrays.copyOf(out, count);
        assertThat(Arrays.stream(some).noneMatch(visited::add)).as("visited").isTrue();
        gathered.add(some);
      }
    }
    return gathered;
  }

  /** Some nodes have as many links as there may be, some none, and some are no nodes. */
  private static LinkLists randomLists(SplittableRandom random, int most) {
    MemorySegment data = Arena.ofAuto().allocate(NODES * (1L + most) * Integer.BYTES, 64);
    for (int node = 0; node < NODES; node++) {
      int size = Math.min(most, random.nextInt(-1, 2 * most));
      data.setAtIndex(ValueLayout.JAVA_INT, node * (1L + most), size);
      for (int i = 0; i < size; i++) {
        data.setAtIndex(ValueLayout.JAVA_INT, node * (1L + most) + 1 + i, random.nextInt(NODES));
      }
    }
    return new LinkLists(data, NODES, most);
  }
}
