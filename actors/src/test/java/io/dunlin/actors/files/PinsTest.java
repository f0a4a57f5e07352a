package io.dunlin.actors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PinsTest {
  private final ShardId shard = new ShardId(UUID.randomUUID());
  private final ShardId other = new ShardId(UUID.randomUUID());

  @Test
  void aLogGoesAsFarAsItsSlowestPin() {
    LogPins pins = new LogPins();
    assertThat(pins.limit(shard)).isEqualTo(Long.MAX_VALUE);
    LogPins.Pin slow = pins.pin(shard, 10);
    LogPins.Pin fast = pins.pin(shard, 20);
    LogPins.Pin elsewhere = pins.pin(other, 1);
    assertThat(pins.limit(shard)).isEqualTo(10);
    slow.moveTo(30);
    assertThat(pins.limit(shard)).isEqualTo(20);
    fast.close();
    assertThat(pins.limit(shard)).isEqualTo(30);
    slow.close();
    slow.close();
    assertThat(pins.limit(shard)).isEqualTo(Long.MAX_VALUE);
    assertThat(pins.limit(other)).isEqualTo(1);
    elsewhere.close();
  }

  @Test
  void aFileStaysUntilItsLastHolderLetsGo() {
    FilePins pins = new FilePins();
    FilePins.Held one = pins.hold(shard, List.of("a.seg", "b.seg"));
    FilePins.Held two = pins.hold(shard, List.of("b.seg"));
    assertThat(pins.held(shard)).containsExactlyInAnyOrder("a.seg", "b.seg");
    assertThat(pins.held(other)).isEmpty();
    one.close();
    assertThat(pins.held(shard)).containsExactly("b.seg");
    two.close();
    assertThat(pins.held(shard)).isEmpty();
  }
}
