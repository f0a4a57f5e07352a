package io.dunlin.actors.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.snapshot.ExportProtocol;
import java.time.Duration;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private static final DunlinFailure STOPPING = new DunlinFailure.Unavailable("the node stops");

  private final TestInbox<StatusReply<ExportProtocol.Pinned>> inbox = TestInbox.create();
  private final Holds holds = new Holds();

  @Test
  void whoWaitsWhenTheShardStopsIsToldSoOnce() {
    holds.add(pin(Duration.ofHours(1)));
    holds.add(pin(Duration.ofHours(1)));
    holds.refuse(STOPPING);
    holds.refuse(STOPPING);
    assertThat(inbox.getAllReceived())
        .hasSize(2)
        .allMatch(reply ->
            reply.getError() instanceof DunlinException refused
                && refused.failure().equals(STOPPING));
    assertThat(holds.begin()).isEmpty();
  }

  @Test
  void whoIsPinnedAlreadyHasHadAnAnswer() {
    ShardProtocol.Pin pinned = pin(Duration.ofHours(1));
    holds.add(pinned);
    assertThat(holds.begin()).containsExactly(pinned);
    holds.refuse(STOPPING);
    assertThat(inbox.hasMessages()).isFalse();
    assertThat(holds.any()).isTrue();
  }

  private ShardProtocol.Pin pin(Duration within) {
    return new ShardProtocol.Pin(UUID.randomUUID(), Deadline.in(within), inbox.getRef());
  }
}
