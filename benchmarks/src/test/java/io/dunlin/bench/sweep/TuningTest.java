package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.MemoryUse;
import io.dunlin.bench.peers.Searcher;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TuningTest {
  private static final Dataset DATA = new Manifold(8, 4, 10, 1).generate(300, 10);

  /** Finds the nearest of ten with a breadth of ten, two with twenty, and so on. */
  private record Steps(Set<Effort> asked) implements AnnIndex {
    @Override
    public Searcher newSearcher() {
      return (query, effort, rows) -> {
        asked.add(effort);
        int number = Arrays.asList(DATA.queries()).indexOf(query);
        System.arraycopy(DATA.neighbours()[number], 0, rows, 0, rows.length);
        return Math.min(rows.length, effort.breadth() / 10);
      };
    }

    @Override
    public String name() {
      return "steps";
    }

    @Override
    public String configuration() {
      return "";
    }

    @Override
    public MemoryUse memory() {
      return MemoryUse.of();
    }

    @Override
    public void close() {}
  }

  private static Tuning tuning(Double... recalls) {
    SweepSettings settings = new SweepSettings(10, List.of(10, 40, 200), 1, Duration.ofMillis(2));
    return new Tuning(new Sweep(DATA, settings), settings, List.of(recalls));
  }

  @Test
  void findsTheLeastBreadthForEachRecall() throws IOException {
    Set<Effort> asked = new HashSet<>();
    tuning(0.65, 1.0).points(new Steps(asked));
    assertThat(asked).as("tried in between").contains(Effort.of(70), Effort.of(69));
    assertThat(asked).contains(Effort.of(100), Effort.of(99));
  }

  @Test
  void theFrontRisesInTimeAndRecall() {
    Curve.Point slow = point(0.8, 200);
    Curve.Point beaten = point(0.7, 200);
    Curve.Point fast = point(0.5, 50);
    Curve.Point best = point(0.9, 300);
    assertThat(Tuning.front(List.of(best, beaten, slow, fast))).containsExactly(fast, slow, best);
  }

  @Test
  void theKneeIsWhereRecallFlattens() {
    Curve.Point knee = point(0.95, 100);
    List<Curve.Point> front =
        List.of(point(0.5, 50), knee, point(0.97, 200), point(0.98, 400), point(0.99, 800));
    assertThat(Tuning.knee(front)).hasValue(knee);
  }

  @Test
  void aRecallThatIsOutOfReachIsNotLookedFor() throws IOException {
    Set<Effort> asked = new HashSet<>();
    SweepSettings settings = new SweepSettings(10, List.of(10, 40), 1, Duration.ofMillis(2));
    List<Curve.Point> points =
        new Tuning(new Sweep(DATA, settings), settings, List.of(0.99)).points(new Steps(asked));
    assertThat(asked).containsExactlyInAnyOrder(Effort.of(10), Effort.of(40));
    assertThat(points).extracting(Curve.Point::recall).last().isEqualTo(0.4);
  }

  private static Curve.Point point(double recall, double p99) {
    return new Curve.Point(Effort.of(10), recall, 1, 1, 1, p99 / 2, p99);
  }
}
