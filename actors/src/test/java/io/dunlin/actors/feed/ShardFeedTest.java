package io.dunlin.actors.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Deadline;
import io.dunlin.persistence.event.LogPoint;
import io.dunlin.persistence.fence.Claim;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ShardFeedTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  /** What callers are told. */
  private enum Told {
    DONE,
    LATE,
    FAILED
  }

  private record Caller(Deadline deadline, CompletableFuture<Told> told) implements Ack {
    Caller(Duration patience) {
      this(Deadline.in(patience), new CompletableFuture<>());
    }

    @Override
    public void succeed() {
      told.complete(Told.DONE);
    }

    @Override
    public void expire() {
      told.complete(Told.LATE);
    }

    @Override
    public void fail(DunlinFailure failure) {
      told.complete(Told.FAILED);
    }
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  /** The second copy that a write must be on does not come. */
  @Test
  void aCallerWhoseTimeIsOverIsToldThatTheWriteIsStored() {
    CompletableFuture<FeedHandle> feed = new CompletableFuture<>();
    ActorRef<Void> writer = writer(2, feed);
    Caller patient = new Caller(Duration.ofMinutes(1));
    Caller hasty = new Caller(Duration.ZERO);
    feed.join().acknowledge(7, List.of(patient, hasty));
    assertThat(hasty.told().join()).isEqualTo(Told.LATE);
    assertThat(patient.told()).isNotDone();
    KIT.stop(writer);
    assertThat(patient.told().join()).isEqualTo(Told.FAILED);
  }

  @Test
  void whereNoOtherCopyIsNeededTheTimeDoesNotMatter() {
    Caller hasty = new Caller(Duration.ZERO);
    CompletableFuture<FeedHandle> feed = new CompletableFuture<>();
    ActorRef<Void> _ = writer(1, feed);
    feed.join().acknowledge(7, List.of(hasty));
    assertThat(hasty.told().join()).isEqualTo(Told.DONE);
  }

  private static ActorRef<Void> writer(int needed, CompletableFuture<FeedHandle> started) {
    return KIT.spawn(
        Behaviors.setup(context -> {
          FeedHandle feed =
              ShardFeed.start(
                  context,
                  Claim.ALONE,
                  needed,
                  FeedSettings.DEFAULTS,
                  new ShardFeed.Owner() {
                    @Override
                    public void roomAgain() {}

                    @Override
                    public void leaseRevoked() {}
                  });
          feed.begin(LogPoint.START);
          started.complete(feed);
          return Behaviors.empty();
        }));
  }
}
