package io.dunlin.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterCommandTest {
  @Test
  void isFoundByItsWord() {
    assertThat(ClusterCommand.named("replica-lag")).isEqualTo(ClusterCommand.REPLICA_LAG);
    assertThat(ClusterCommand.named("all")).isEqualTo(ClusterCommand.ALL);
    assertThatThrownBy(() -> ClusterCommand.named("lag")).hasMessageContaining("lag");
  }

  @Test
  void defaultsCanBeRead() {
    Options options = Options.parse(List.of(), ClusterCommand.defaults());
    assertThat(options.numbers("scatter-shards")).containsExactly(1, 4, 16, 64);
    assertThat(options.number("kills")).isEqualTo(10);
    assertThat(options.number("rate")).isEqualTo(2000);
    assertThat(options.number("vectors")).isEqualTo(1_000_000);
  }
}
