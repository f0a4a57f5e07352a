package io.dunlin.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.sweep.Sweep;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each adapter asks for what it should: right rows, more of them with more breadth, and the same
 * from several threads at once.
 */
class PeerTest {
  private static final Dataset DATA = Manifold.standard(3).generate(2_000, 50);

  @TempDir private Path work;

  @ParameterizedTest
  @MethodSource("io.dunlin.bench.peers.Peer#all")
  void findsTheNeighbours(Peer peer) throws IOException {
    peer.missing().ifPresent(why -> Assumptions.abort(peer.id() + " is not tested: " + why));
    peer.prepare(work);
    try (AnnIndex index = peer.build(DATA, new GraphParams(16, 100, 2), work)) {
      List<Effort> efforts = index.efforts(10, List.of(10, 200));
      double narrow = recall(index, efforts.getFirst());
      double wide = recall(index, efforts.getLast());
      assertThat(wide).as("%s at %s", index.name(), efforts.getLast()).isGreaterThan(0.98);
      assertThat(narrow).as("%s at %s", index.name(), efforts.getFirst()).isBetween(0.2, wide);
      assertThat(index.memory().total()).isGreaterThanOrEqualTo(2_000L * 128 * Float.BYTES);
      assertThat(index.memory().resident()).isBetween(2_000L, index.memory().total());
      boolean scans = narrow == 1;
      assertThat(index.configuration())
          .contains(scans ? new String[] {"flat"} : new String[] {"M=16", "efConstruction=100"});
      answersTheSameToThreadsAndInBatches(index);
    }
  }

  private static void answersTheSameToThreadsAndInBatches(AnnIndex index) throws IOException {
    Effort effort = index.efforts(10, List.of(50)).getFirst();
    int[][] expected = answers(index.newSearcher(), effort);
    List<int[][]> byThreads =
        IntStream.range(0, 4).mapToObj(_ -> index.newSearcher()).toList().parallelStream()
            .map(searcher -> answers(searcher, effort))
            .toList();
    assertThat(byThreads).allSatisfy(answers -> assertThat(answers).isDeepEqualTo(expected));
    if (index instanceof BatchIndex batches) {
      int[][] rows = new int[DATA.queries().length][10];
      batches.searchBatch(DATA.queries(), effort, 3, rows);
      assertThat(rows).isDeepEqualTo(expected);
    }
  }

  private static int[][] answers(Searcher searcher, Effort effort) {
    int[][] rows = new int[DATA.queries().length][10];
    for (int query = 0; query < rows.length; query++) {
      try {
        searcher.search(DATA.queries()[query], effort, rows[query]);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return rows;
  }

  private static double recall(AnnIndex index, Effort effort) throws IOException {
    return new Sweep(DATA, new SweepSettings(10, List.of(), 1, Duration.ZERO))
        .recall(index, effort);
  }
}
