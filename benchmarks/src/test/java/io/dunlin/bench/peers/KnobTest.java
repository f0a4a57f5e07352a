package io.dunlin.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.search.SearchParams;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnobTest {
  @Test
  void eachBreadthIsTriedWithEachOversampling() {
    assertThat(Knob.EF.efforts(List.of(10, 20), List.of()))
        .containsExactly(Effort.of(10), Effort.of(20));
    assertThat(Knob.EF.efforts(List.of(10, 20), List.of(1.5, 3.0)))
        .containsExactly(
            new Effort(10, 1.5), new Effort(10, 3), new Effort(20, 1.5), new Effort(20, 3));
    assertThat(Knob.PROBES.efforts(List.of(10, 20), List.of()))
        .as("breadths of walks say nothing about lists")
        .startsWith(Effort.of(1), Effort.of(2), Effort.of(4));
  }

  @Test
  void anEffortBecomesTheParametersOfASearch() {
    assertThat(Knob.EF.params(Effort.of(64))).isEqualTo(new SearchParams(64, false));
    SearchParams probes = Knob.PROBES.params(new Effort(8, 4));
    assertThat(probes.probes()).isEqualTo(8);
    assertThat(probes.codes().rescore()).isTrue();
    assertThat(probes.codes().oversampling()).isEqualTo(4f);
  }

  @Test
  void asManyAreScoredAgainAsTheFactorSaysAndNeverFewerThanWanted() {
    assertThat(new Effort(100, 1.25).rescored(10)).isEqualTo(13);
    assertThat(Effort.of(100).rescored(10)).isEqualTo(10);
  }
}
