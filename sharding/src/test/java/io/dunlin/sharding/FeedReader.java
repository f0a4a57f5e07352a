package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;

/** Takes the events of a change feed, one at a time; what is not taken is not read. */
final class FeedReader implements AutoCloseable {
  private final SinkQueueWithCancel<FeedEvent> events;

  private FeedReader(SinkQueueWithCancel<FeedEvent> events) {
    this.events = events;
  }

  static FeedReader open(TestNode node, String collection, ChangesRequest request)
      throws Exception {
    return open(node.system(), node.collections(), collection, request);
  }

  static FeedReader open(
      ActorSystem<?> system, Collections collections, String collection, ChangesRequest request)
      throws Exception {
    return new FeedReader(
        CollectionsIT.get(collections.changes(collection, request))
            .runWith(Sink.<FeedEvent>queue().withAttributes(Attributes.inputBuffer(1, 1)), system));
  }

  FeedEvent next() throws Exception {
    return events.pull().toCompletableFuture().get(30, TimeUnit.SECONDS).orElseThrow();
  }

  /** The next that is no heartbeat. */
  FeedEvent.Changes nextChanges() throws Exception {
    FeedEvent event = next();
    while (!(event instanceof FeedEvent.Changes changes)) {
      event = next();
    }
    return changes;
  }

  /** Why the feed ends; what it tells before is passed over. */
  DunlinFailure failure() throws Exception {
    try {
      while (true) {
        FeedEvent _ = next();
      }
    } catch (ExecutionException e) {
      Throwable cause = e;
      while (!(cause instanceof DunlinException) && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return ((DunlinException) cause).failure();
    }
  }

  @Override
  public void close() {
    events.cancel();
  }
}
