package io.dunlin.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.search.SearchParams;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnobTest {
  @Test
  void eachBreadthIsTriedWithEachOversampling() {
    assertThat(Knob.EF.efforts(10, List.of(10, 20), List.of()))
        .containsExactly(Effort.of(10), Effort.of(20));
    assertThat(Knob.EF.efforts(10, List.of(30, 40), List.of(1.5, 3.0)))
        .containsExactly(
            new Effort(30, 1.5), new Effort(30, 3), new Effort(40, 1.5), new Effort(40, 3));
    assertThat(Knob.PROBES.efforts(10, List.of(10, 20), List.of(4.0)))
        .as("breadths of walks say nothing about lists")
        .startsWith(new Effort(1, 4), new Effort(2, 4), new Effort(4, 4));
  }

  @Test
  void walksThatAreNarrowerThanWhatIsScoredAgainAreTheSame() {
    assertThat(Knob.EF.efforts(10, List.of(10, 20, 40), List.of(3.0)))
        .containsExactly(new Effort(30, 3), new Effort(40, 3));
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
