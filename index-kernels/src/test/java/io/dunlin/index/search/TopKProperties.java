package io.dunlin.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap against a sorted list. */
class TopKProperties {
  private record Pair(float score, int row) {}

  private final TopK top = new TopK();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsWhatASortedListHasFirst(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      int k = random.nextInt(40);
      boolean descendingRows = random.nextBoolean();
      TopK.RowOrder ties = descendingRows ? (a, b) -> Integer.compare(b, a) : Integer::compare;
      if (descendingRows || random.nextBoolean()) {
        top.reset(k, ties);
      } else {
        top.reset(k);
      }
      Comparator<Pair> order =
          Comparator.comparingDouble((Pair pair) -> -pair.score)
              .thenComparing(Pair::row, ties::compare);
      List<Pair> model = new ArrayList<>();
      int offers = random.nextInt(200);
      for (int row = 0; row < offers; row++) {
        Pair pair = new Pair(random.nextInt(-20, 20) / 4f + 0f, row);
        model.add(pair);
        model.sort(order);
        boolean admitted = top.admits(pair.score, row);
        assertThat(top.offer(pair.score, row))
            .as("seed %d", seed)
            .isEqualTo(admitted)
            .isEqualTo(model.indexOf(pair) < k);
        assertThat(top.worst())
            .isEqualTo(
                model.size() < k || k == 0 ? Float.NEGATIVE_INFINITY : model.get(k - 1).score);
      }
      top.sort();
      List<Pair> found = new ArrayList<>();
      for (int rank = 0; rank < top.size(); rank++) {
        found.add(new Pair(top.score(rank), top.row(rank)));
      }
      assertThat(found).as("seed %d", seed).isEqualTo(model.subList(0, Math.min(k, model.size())));
    }
  }

  @Test
  void extremeScoresAreInOrder() {
    float[] scores = {
      Float.NaN,
      Float.NEGATIVE_INFINITY,
      -1f,
      -Float.MIN_VALUE,
      -0f,
      0f,
      1f,
      Float.POSITIVE_INFINITY
    };
    top.reset(8);
    for (int row = 0; row < scores.length; row++) {
      top.offer(scores[row], row);
    }
    top.sort();
    int[] rows = new int[8];
    for (int rank = 0; rank < 8; rank++) {
      rows[rank] = top.row(rank);
    }
    assertThat(rows).containsExactly(7, 6, 4, 5, 3, 2, 0, 1);
  }

  @Test
  void candidatesLeaveBestFirst() {
    SplittableRandom random = new SplittableRandom(9);
    CandidateHeap heap = new SearchScratch().candidates();
    for (int row = 0; row < 1000; row++) {
      heap.push((float) random.nextDouble(), row);
    }
    float previous = Float.POSITIVE_INFINITY;
    while (!heap.isEmpty()) {
      assertThat(heap.bestScore()).isLessThanOrEqualTo(previous);
      previous = heap.bestScore();
      heap.pop();
    }
  }

  @Test
  void visitedForgetsAtEveryReset() {
    Visited visited = new SearchScratch().visited();
    for (int search = 0; search < 1000; search++) {
      visited.reset(10);
      assertThat(visited.add(search % 10)).isTrue();
      assertThat(visited.add(search % 10)).isFalse();
    }
    visited.reset(20);
    assertThat(visited.add(19)).isTrue();
  }
}
