package io.dunlin.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.sweep.Recall;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each adapter asks for what it should: right rows, more of them with more breadth. */
class PeerTest {
  private static final Dataset DATA = Manifold.standard(3).generate(3_000, 50);

  @TempDir private Path work;

  @ParameterizedTest
  @EnumSource
  void findsTheNeighbours(Peer peer) throws IOException {
    peer.missing().ifPresent(why -> Assumptions.abort(peer + " is not tested: " + why));
    try (AnnIndex index = peer.build(DATA, new GraphParams(16, 100, 2), work)) {
      double narrow = recall(index, 10);
      double wide = recall(index, 200);
      assertThat(wide).as("%s at ef=200", index.name()).isGreaterThan(0.98);
      assertThat(narrow).as("%s at ef=10", index.name()).isBetween(0.5, wide);
      assertThat(index.sizeBytes()).isGreaterThan(3_000L * 128 * Float.BYTES);
    }
  }

  private static double recall(AnnIndex index, int breadth) throws IOException {
    Recall recall = Recall.of(DATA, 10);
    int[] rows = new int[10];
    for (int query = 0; query < DATA.queries().length; query++) {
      recall.add(query, rows, index.search(DATA.queries()[query], breadth, rows));
    }
    return recall.value();
  }
}
