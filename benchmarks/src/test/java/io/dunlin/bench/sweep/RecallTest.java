package io.dunlin.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class RecallTest {
  @Test
  void countsTheShareOverAllQueries() {
    Recall recall = new Recall(2, new int[][] {{5, 1}, {7, 8}});
    assertThat(recall.value()).isZero();
    recall.add(0, new int[] {1, 5}, 2);
    assertThat(recall.value()).isEqualTo(1);
    recall.add(1, new int[] {7, 3}, 2);
    assertThat(recall.value()).isEqualTo(0.75, within(1e-12));
  }

  @Test
  void aRowGivenTwiceCountsOnceAndMissingRowsAreMisses() {
    Recall recall = new Recall(3, new int[][] {{1, 2, 3}});
    recall.add(0, new int[] {1, 1, 2}, 2);
    assertThat(recall.value()).isEqualTo(1 / 3.0, within(1e-12));
  }

  @Test
  void rowsThatTieWithTheLastPlaceCountButNeverMoreThanK() {
    Dataset data = onALine(new float[] {0, 1, -1, 2}, new int[][] {{0, 1, 2, 3}});
    Recall first = Recall.of(data, 2);
    first.add(0, new int[] {0, 2}, 2);
    assertThat(first.value()).isEqualTo(1);
    Recall second = Recall.of(data, 2);
    second.add(0, new int[] {0, 3}, 2);
    assertThat(second.value()).isEqualTo(0.5);
    Recall third = Recall.of(data, 2);
    third.add(0, new int[] {0, 1, 2}, 3);
    assertThat(third.value()).isEqualTo(1);
  }

  @Test
  void tooFewKnownNeighboursAreRefused() {
    Dataset data = onALine(new float[] {0, 1}, new int[][] {{0, 1}});
    assertThatThrownBy(() -> Recall.of(data, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  /** One query at 0 and rows of one component. */
  private static Dataset onALine(float[] places, int[][] neighbours) {
    MemorySegment data = Arena.ofAuto().allocate((long) places.length * Float.BYTES, Float.BYTES);
    MemorySegment.copy(places, 0, data, ValueLayout.JAVA_FLOAT, 0, places.length);
    VectorRows rows = new VectorRows(data, 1, places.length);
    return new Dataset("line", Metric.EUCLID, rows, new float[][] {{0}}, neighbours);
  }
}
