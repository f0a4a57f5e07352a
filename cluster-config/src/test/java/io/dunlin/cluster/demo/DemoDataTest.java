package io.dunlin.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DemoDataTest {
  private final DemoData data = new DemoData(7, 128);

  @Test
  void everyVectorIsAFunctionOfSeedAndNumber() {
    DemoData again = new DemoData(7, 128);
    assertThat(again.vector(99_999)).isEqualTo(data.vector(99_999)).hasSize(128);
    assertThat(again.query(3)).isEqualTo(data.query(3));
    assertThat(new DemoData(8, 128).vector(1)).isNotEqualTo(data.vector(1));
    assertThat(data.query(1)).isNotEqualTo(data.vector(1));
  }

  @Test
  void pointsOfOneThemeAreNearerThanOthers() {
    double same = 0;
    double other = 0;
    int sames = 0;
    int others = 0;
    for (int point = 1; point < 2_000; point++) {
      double cosine = cosine(data.vector(0), data.vector(point));
      if (data.theme(point) == data.theme(0)) {
        same += cosine;
        sames++;
      } else {
        other += cosine;
        others++;
      }
    }
    assertThat(sames).isGreaterThan(10);
    assertThat(same / sames).isGreaterThan(other / others + 0.3);
  }

  @Test
  void jsonHasFourDecimalsAndOneEntryForEachPoint() {
    assertThat(DemoJson.query(new int[] {0, 1, -9_999, 5_000}, 10, true))
        .isEqualTo(
            "{\"query\":[0.0000,0.0001,-0.9999,0.5000],\"limit\":10,\"params\":{\"exact\":true}}");
    String upsert = DemoJson.upsert(data, 5, 7);
    assertThat(upsert).startsWith("{\"batch\":{\"ids\":[5,6],\"vectors\":[[");
    assertThat(upsert.split("\"kind\"", -1)).hasSize(3);
    assertThat(Arrays.stream(data.vector(5)).allMatch(value -> Math.abs(value) < DemoData.SCALE))
        .isTrue();
  }

  private static double cosine(int[] left, int[] right) {
    double dot = 0;
    double leftSquares = 0;
    double rightSquares = 0;
    for (int i = 0; i < left.length; i++) {
      dot += (double) left[i] * right[i];
      leftSquares += (double) left[i] * left[i];
      rightSquares += (double) right[i] * right[i];
    }
    return dot / Math.sqrt(leftSquares * rightSquares);
  }
}
