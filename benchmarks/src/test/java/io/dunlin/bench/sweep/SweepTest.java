package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.peers.AnnIndex;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  /** Knows the answers, and gives only as many right ones as the breadth says. */
  private record Oracle(String name, Dataset data, List<String> turns) implements AnnIndex {
    @Override
    public int search(float[] query, int breadth, int[] rows) {
      if (turns.isEmpty() || !turns.getLast().equals(name + breadth)) {
        turns.add(name + breadth);
      }
      int number = List.of(data.queries()).indexOf(query);
      System.arraycopy(data.neighbours()[number], 0, rows, 0, rows.length);
      return Math.min(rows.length, breadth / 10);
    }

    @Override
    public long sizeBytes() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void indexesTakeTurnsAndRecallRisesWithBreadth() throws IOException {
    Dataset data = new Manifold(8, 4, 10, 1).generate(300, 20);
    List<String> turns = new ArrayList<>();
    SweepSettings settings = new SweepSettings(10, List.of(100, 50, 3), 3, Duration.ofMillis(1));
    List<List<Curve.Point>> points =
        new Sweep(data, settings)
            .run(List.of(new Oracle("a", data, turns), new Oracle("b", data, turns)));
    assertThat(points.getFirst()).extracting(Curve.Point::breadth).containsExactly(10, 50, 100);
    assertThat(points.getLast()).extracting(Curve.Point::recall).containsExactly(0.1, 0.5, 1.0);
    assertThat(points.getFirst())
        .allSatisfy(point ->
            assertThat(point.queriesPerSecond())
                .isPositive()
                .isBetween(point.slowest(), point.fastest()));
    assertThat(turns)
        .as("recall of both, then three rounds, per breadth")
        .startsWith("a10", "b10", "a10", "b10", "a10", "b10", "a10", "b10", "a10", "b10", "a50");
  }
}
