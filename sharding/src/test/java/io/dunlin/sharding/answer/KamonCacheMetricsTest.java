package io.dunlin.sharding.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which collections are told of. */
class KamonCacheMetricsTest {
  private final KamonCacheMetrics metrics = new KamonCacheMetrics();

  @Test
  void whatWasCountedOfDroppedCollectionsGoes() {
    List<Runnable> each =
        List.of(
            () -> metrics.hit("dropped by a hit"),
            () -> metrics.miss("dropped by a miss"),
            () -> metrics.joined("dropped by a query"),
            () -> metrics.hit("kept"));
    each.forEach(Runnable::run);
    assertThat(metrics.collections()).hasSize(each.size());
    metrics.keepOnly(Set.of("kept", "other"));
    assertThat(metrics.collections()).containsExactly("kept");
    each.getFirst().run();
    assertThat(metrics.collections()).as("one is made again").hasSize(2);
  }
}
