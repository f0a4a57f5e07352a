package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is asked of other nodes at once, and when which reads are said to be silent. */
class NodeMessagesTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final long BEGIN = System.nanoTime();

  private final TestProbe<ReadProtocol.Ask> first = KIT.createTestProbe();
  private final TestProbe<ReadProtocol.Ask> second = KIT.createTestProbe();
  private final ReadRoutes.There one = node(1, first);
  private final ReadRoutes.There other = node(2, second);
  private final NodeMessages messages = new NodeMessages();
  private final List<String> told = new ArrayList<>();
  private final NodeMessages.Watcher watcher =
      new NodeMessages.Watcher() {
        @Override
        public void silent(int number) {
          told.add("silent " + number);
        }

        @Override
        public void lost(int number) {
          told.add("lost " + number);
          messages.add(other, number + 10, request(number));
        }

        @Override
        public void unreachable(int number, ReadRoutes.There there) {
          told.add("unreachable " + number);
          messages.over(number, false);
        }
      };

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void eachNodeIsAskedOnceForAllThatIsWantedOfIt() {
    messages.add(one, 0, request(0));
    messages.add(other, 1, request(1));
    messages.add(one, 2, request(2));
    send();
    assertThat(first.receiveMessage().reads())
        .containsExactly(
            new ReadProtocol.Numbered(0, request(0)), new ReadProtocol.Numbered(2, request(2)));
    assertThat(second.receiveMessage().reads())
        .containsExactly(new ReadProtocol.Numbered(1, request(1)));
    send();
    first.expectNoMessage(Duration.ofMillis(10));
  }

  @Test
  void whatIsNotOverIsKnownByAnyReadOfTheSameMessage() {
    messages.add(one, 0, request(0));
    messages.add(one, 1, request(1));
    messages.add(other, 2, request(2));
    send();
    assertThat(messages.openWith(1)).containsExactly(0, 1);
    messages.over(0, true);
    assertThat(messages.openWith(1)).containsExactly(1);
    assertThat(messages.openWith(0)).isEmpty();
  }

  @Test
  void onlyWhatIsNotOverIsSaidToBeSilentAndOnlyOnce() {
    messages.add(one, 0, request(0));
    messages.add(one, 1, request(1));
    send();
    messages.over(0, true);
    look(Duration.ofMillis(5), true);
    assertThat(told).isEmpty();
    look(Duration.ofMillis(300), true);
    look(Duration.ofMillis(400), true);
    assertThat(told).containsExactly("silent 1");
    look(Duration.ofMillis(600), true);
    look(Duration.ofSeconds(5), true);
    assertThat(told).containsExactly("silent 1", "lost 1");
    send();
    assertThat(second.receiveMessage().reads()).hasSize(1);
  }

  @Test
  void aNodeThatCannotBeReachedIsNotWaitedFor() {
    messages.add(one, 0, request(0));
    send();
    look(Duration.ofMillis(300), false);
    assertThat(told).containsExactly("silent 0", "lost 0");
    look(Duration.ofMillis(1100), false);
    look(Duration.ofMillis(1200), false);
    assertThat(told).containsExactly("silent 0", "lost 0", "unreachable 0");
  }

  @Test
  void aMessageCountsOnceForItsNodesPulse() {
    for (int number = 0; number < 20; number++) {
      messages.add(one, number, request(number));
    }
    send();
    look(Duration.ofMillis(300), true);
    assertThat(one.pulse().shunned()).as("after one silence").isFalse();
    double busy = one.pulse().cost();
    for (int number = 0; number < 20; number++) {
      messages.over(number, false);
    }
    assertThat(one.pulse().cost()).isEqualTo(busy / 2);
  }

  private void send() {
    messages.send(() -> KIT.system().<ReadProtocol.Piece>ignoreRef(), BEGIN);
  }

  private void look(Duration after, boolean reachable) {
    messages.look(_ -> reachable, watcher, BEGIN + after.toNanos());
  }

  private static ReadRoutes.There node(int number, TestProbe<ReadProtocol.Ask> server) {
    return new ReadRoutes.There(new NodeId(new UUID(0, number)), server.getRef(), new NodePulse());
  }

  private static ReadProtocol.Request request(int shard) {
    return new ReadProtocol.Request(
        new ShardId(new UUID(1, shard)), new ReadProtocol.Count(Filter.ALL), new Deadline(BEGIN));
  }
}
