package io.dunlin.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The beam against a list that is sorted anew after each offer, and the row set against a set. */
class BeamProperties {
  private static final long SEED = 20_261_122;

  private record Heard(float score, int row, boolean[] visited) {}

  private static final Comparator<Heard> BEST_FIRST =
      Comparator.comparingDouble((Heard heard) -> -heard.score()).thenComparingInt(Heard::row);

  @Test
  void visitsWhatASortedListWouldVisit() {
    SplittableRandom random = new SplittableRandom(SEED);
    Beam beam = new Beam();
    for (int round = 0; round < 500; round++) {
      int width = 1 + random.nextInt(40);
      List<Heard> model = new ArrayList<>();
      Set<Integer> visited = new HashSet<>();
      beam.reset(width);
      for (int step = 0; step < 400; step++) {
        if (random.nextInt(4) > 0) {
          // Distinct scores: which of two equal entries leaves first is not promised.
          float score = step + 1000 * random.nextInt(50);
          int row = random.nextInt(100);
          beam.offer(score, row);
          if (!visited.contains(row)) {
            model.add(new Heard(score, row, new boolean[1]));
            model.sort(BEST_FIRST);
            if (model.size() > width) {
              model.removeLast();
            }
          }
        } else {
          assertThat(beam.visitNext())
              .as("seed %d, round %d", SEED, round)
              .isEqualTo(nextOf(model, visited));
        }
      }
    }
  }

  private static int nextOf(List<Heard> model, Set<Integer> visited) {
    for (Heard heard : model) {
      if (!heard.visited()[0]) {
        heard.visited()[0] = true;
        if (visited.add(heard.row())) {
          return heard.row();
        }
      }
    }
    return -1;
  }

  @Test
  void whatIsNoFiniteScoreIsNotTaken() {
    Beam beam = new Beam();
    beam.reset(3);
    beam.offer(Float.NaN, 1);
    beam.offer(Float.NEGATIVE_INFINITY, 2);
    assertThat(beam.visitNext()).isEqualTo(-1);
    beam.offer(-Float.MAX_VALUE, 3);
    assertThat(beam.visitNext()).isEqualTo(3);
    assertThat(beam.visitNext()).isEqualTo(-1);
  }

  @Test
  void aRowSetIsASet() {
    SplittableRandom random = new SplittableRandom(SEED);
    RowSet rows = new RowSet();
    for (int round = 0; round < 200; round++) {
      Set<Integer> model = new HashSet<>();
      rows.clear(random.nextInt(200));
      int spread = 1 + random.nextInt(5_000);
      for (int i = 0; i < random.nextInt(2_000); i++) {
        int row = random.nextInt(spread) * 65_536;
        assertThat(rows.contains(row)).isEqualTo(model.contains(row));
        assertThat(rows.add(row)).isEqualTo(model.add(row));
        assertThat(rows.contains(row)).isTrue();
      }
    }
  }
}
