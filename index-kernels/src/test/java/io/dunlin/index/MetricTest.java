package io.dunlin.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
  @ParameterizedTest
  @EnumSource(Metric.class)
  void noDistanceIsPlainZero(Metric metric) {
    assertThat(Float.floatToRawIntBits(metric.toUser(0f))).isZero();
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void thresholdsGoThereAndBack(Metric metric) {
    assertThat(metric.toUser(metric.fromUser(1.5f))).isEqualTo(1.5f);
  }
}
