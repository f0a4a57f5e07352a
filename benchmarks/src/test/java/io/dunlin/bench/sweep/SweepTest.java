package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.peers.BatchIndex;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.MemoryUse;
import io.dunlin.bench.peers.Searcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  /** Knows the answers, and gives only as many right ones as the breadth says. */
  private record Oracle(String name, Dataset data, List<String> turns) implements BatchIndex {
    @Override
    public Searcher newSearcher() {
      return this::search;
    }

    private int search(float[] query, Effort effort, int[] rows) {
      String turn = name + effort;
      synchronized (turns) {
        if (turns.isEmpty() || !turns.getLast().equals(turn)) {
          turns.add(turn);
        }
      }
      int number = List.of(data.queries()).indexOf(query);
      System.arraycopy(data.neighbours()[number], 0, rows, 0, rows.length);
      return Math.min(rows.length, effort.breadth() / 10);
    }

    @Override
    public void searchBatch(float[][] queries, Effort effort, int threads, int[][] rows) {
      synchronized (turns) {
        turns.add(queries.length + " by " + threads);
      }
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

  @Test
  void indexesTakeTurnsAndRecallRisesWithBreadth() throws IOException {
    Dataset data = new Manifold(8, 4, 10, 1).generate(300, 20);
    List<String> turns = new ArrayList<>();
    SweepSettings settings = new SweepSettings(10, List.of(100, 50, 3), 3, Duration.ofMillis(1));
    List<List<Curve.Point>> points =
        new Sweep(data, settings)
            .run(List.of(new Oracle("a", data, turns), new Oracle("b", data, turns)));
    assertThat(points.getFirst())
        .extracting(Curve.Point::effort)
        .containsExactly(Effort.of(10), Effort.of(50), Effort.of(100));
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

  @Test
  void severalThreadsAskAtTheSameTime() throws IOException {
    Dataset data = new Manifold(8, 4, 10, 1).generate(300, 20);
    List<String> turns = new ArrayList<>();
    SweepSettings settings = new SweepSettings(10, List.of(100), 2, Duration.ofMillis(5), 3, 1);
    Curve.Point point =
        new Sweep(data, settings).point(new Oracle("a", data, turns), Effort.of(100));
    assertThat(point.recall()).isEqualTo(1);
    assertThat(point.queriesPerSecond()).isPositive();
    assertThat(point.p99Micros()).isGreaterThanOrEqualTo(point.p50Micros()).isPositive();
    assertThat(turns).containsExactly("a100");
  }

  @Test
  void batchesGoToWhatTakesThem() throws IOException {
    Dataset data = new Manifold(8, 4, 10, 1).generate(300, 20);
    List<String> turns = new ArrayList<>();
    SweepSettings settings = new SweepSettings(10, List.of(100), 1, Duration.ofMillis(1), 3, 8);
    new Sweep(data, settings).point(new Oracle("a", data, turns), Effort.of(100));
    assertThat(turns).startsWith("a100", "8 by 3");
  }
}
