package io.dunlin.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void quantilesAreMeasurementsThatEnoughOthersDoNotExceed() {
    Spread spread = Spread.of(List.of(3.0, 1.0, 2.0, 10.0));
    assertThat(spread.median()).isEqualTo(2);
    assertThat(spread.quantile(0.75)).isEqualTo(3);
    assertThat(spread.quantile(0.99)).isEqualTo(10);
    assertThat(spread.worst()).isEqualTo(10);
    assertThat(spread.cells("%.1f")).containsExactly("2.0", "10.0", "10.0");
  }

  @Test
  void theNinetyNinthOfAHundredIsNotTheWorst() {
    Spread spread = Spread.of(IntStream.rangeClosed(1, 100).mapToObj(i -> (double) i).toList());
    assertThat(spread.quantile(0.99)).isEqualTo(99);
    assertThat(spread.worst()).isEqualTo(100);
  }

  @Test
  void whatNeverCameIsTheWorst() {
    assertThat(Spread.of(List.of(1.0, Double.POSITIVE_INFINITY)).worst()).isInfinite();
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("nothing");
  }
}
