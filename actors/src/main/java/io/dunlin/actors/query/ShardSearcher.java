package io.dunlin.actors.query;

import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers reads from this node's copies, on a pool of threads of its own: a read never waits behind
 * a write, nor in the mailbox of the shard. At most {@link #MAX_WAITING} reads wait; more are
 * refused.
 */
public final class ShardSearcher extends AbstractBehavior<ShardSearcher.Ask> {
  /**
   * A read and who wants the answer.
   *
   * @param number the asker's own, given back with the answer
   */
  public record Ask(ReadProtocol.Request request, int number, ActorRef<Reply> replyTo) {}

  /**
   * The answer to the ask of that number, or a {@link io.dunlin.actors.failure.DunlinException}.
   */
  public record Reply(int number, StatusReply<ReadProtocol.Answer> answer) {}

  private static final Logger log = LoggerFactory.getLogger(ShardSearcher.class);
  private static final int MAX_WAITING = 4096;

  private final CopyRegistry copies;
  private final Executor threads;
  private final AtomicInteger waiting = new AtomicInteger();
  // One per thread that searches at the same time; taken for a read and given back.
  private final ConcurrentLinkedQueue<ViewSearch> searches = new ConcurrentLinkedQueue<>();

  public static Behavior<Ask> create(CopyRegistry copies, Executor threads) {
    return Behaviors.setup(context -> new ShardSearcher(context, copies, threads));
  }

  private ShardSearcher(ActorContext<Ask> context, CopyRegistry copies, Executor threads) {
    super(context);
    this.copies = copies;
    this.threads = threads;
  }

  @Override
  public Receive<Ask> createReceive() {
    return newReceiveBuilder().onAnyMessage(this::onAsk).build();
  }

  private Behavior<Ask> onAsk(Ask ask) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      refuse(
          ask,
          new DunlinFailure.Overloaded(
              "more reads wait on this node than it can answer soon", Duration.ofSeconds(1)));
      return this;
    }
    try {
      threads.execute(() -> {
        try {
          answer(ask);
        } finally {
          waiting.decrementAndGet();
        }
      });
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      refuse(
          ask,
          new DunlinFailure.Unavailable("Shard temporarily unavailable: the node is stopping"));
    }
    return this;
  }

  private void answer(Ask ask) {
    if (ask.request().deadline().passed()) {
      refuse(ask, new DunlinFailure.TimedOut("the read waited longer than its timeout"));
      return;
    }
    Optional<ShardCopy> copy = copies.find(ask.request().shard());
    Optional<ShardView> held = copy.flatMap(ShardCopy::tryAcquire);
    if (copy.isEmpty() || held.isEmpty()) {
      refuse(
          ask,
          new DunlinFailure.Unavailable(
              "Shard temporarily unavailable: shard "
                  + ask.request().shard()
                  + " is not open yet"));
      return;
    }
    ShardView view = held.get();
    try {
      ReadProtocol.Answer answer = read(copy.get(), view, ask.request().read());
      ask.replyTo().tell(new Reply(ask.number(), StatusReply.success(answer)));
    } catch (RuntimeException e) {
      log.error("A read of shard {} failed", ask.request().shard(), e);
      refuse(ask, new DunlinFailure.Internal("the read failed: " + e.getMessage()));
    } finally {
      view.release();
    }
  }

  private ReadProtocol.Answer read(ShardCopy copy, ShardView view, ReadProtocol.Read read) {
    return switch (read) {
      case ReadProtocol.Search search -> {
        ViewSearch idle = searches.poll();
        ViewSearch viewSearch = idle == null ? new ViewSearch() : idle;
        try {
          yield new ReadProtocol.Found(viewSearch.search(view, search.queries()));
        } finally {
          searches.add(viewSearch);
        }
      }
      case ReadProtocol.Retrieve retrieve ->
          new ReadProtocol.Points(ViewScan.retrieve(view, retrieve.ids(), retrieve.projection()));
      case ReadProtocol.Scroll scroll ->
          new ReadProtocol.Points(
              ViewScan.scroll(
                  view, scroll.filter(), scroll.offset(), scroll.limit(), scroll.projection()));
      case ReadProtocol.Count count ->
          new ReadProtocol.Counted(ViewScan.count(view, count.filter()));
      case ReadProtocol.Status _ -> state(copy, view);
    };
  }

  private static ReadProtocol.State state(ShardCopy copy, ShardView view) {
    long indexed = 0;
    for (Part part : view.parts()) {
      for (String vector : copy.specs().keySet()) {
        indexed += part.slice().segment().indexed(vector) ? part.slice().live() : 0;
      }
    }
    return new ReadProtocol.State(
        view.points(), indexed, view.parts().size(), copy.backlog().rows(), copy.building());
  }

  private static void refuse(Ask ask, DunlinFailure failure) {
    ask.replyTo().tell(new Reply(ask.number(), StatusReply.error(failure.asException())));
  }
}
