package io.dunlin.actors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.dunlin.persistence.model.ShardId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReadLoadTest {
  private static final ShardId SHARD = new ShardId(new UUID(0, 1));
  private static final long SECOND = 1_000_000_000L;

  private final ReadLoad load = new ReadLoad(0);
  private long now;

  private double after(int seconds, int readsPerSecond) {
    double last = 0;
    for (int i = 0; i < seconds; i++) {
      for (int read = 0; read < readsPerSecond; read++) {
        load.count(SHARD);
      }
      now += SECOND;
      last = load.sample(now).getOrDefault(SHARD, 0.0);
    }
    return last;
  }

  @Test
  void comesNearASteadyRateAndForgetsIt() {
    assertThat(after(1, 100)).isLessThan(10);
    assertThat(after(300, 100)).isCloseTo(100, offset(1.0));
    assertThat(after(30, 0)).isCloseTo(100 / Math.E, offset(1.0));
    assertThat(after(600, 0)).isZero();
    assertThat(load.sample(now + SECOND)).isEmpty();
  }
}
