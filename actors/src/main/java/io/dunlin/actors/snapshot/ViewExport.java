package io.dunlin.actors.snapshot;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.snapshot.ExportProtocol.Chunk;
import io.dunlin.actors.snapshot.ExportProtocol.Close;
import io.dunlin.actors.snapshot.ExportProtocol.Command;
import io.dunlin.actors.snapshot.ExportProtocol.Next;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Sends the points of one view to one asker, a chunk for each question. Holds the view until it is
 * told to close, nothing is asked for long, or its shard's owner ends.
 */
public final class ViewExport extends AbstractBehavior<Command> {
  /** So long the asker may be silent before it is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  record Made(@Nullable Chunk chunk, @Nullable Throwable failure) implements Command {}

  record Silence() implements Command {}

  private final ShardView view;
  private final ViewRows rows;
  private final Executor files;
  private CompletableFuture<Chunk> making = new CompletableFuture<>();
  private @Nullable Chunk made;
  private @Nullable Next asked;

  /**
   * @param view held by the caller, for this actor, which lets it go
   * @param files runs what waits for the disk
   */
  public static Behavior<Command> create(ShardView view, Executor files) {
    return Behaviors.setup(context -> new ViewExport(context, view, files));
  }

  /** About what the points of a view take in a snapshot. */
  public static long bytes(ShardView view) {
    long bytes = 0;
    for (Part part : view.parts()) {
      // Rows of a segment are about equal, so that the live ones take their share of it.
      double live = part.slice().live() / (double) Math.max(1, part.slice().segment().rows());
      bytes +=
          Math.round(
              live
                  * (part.slice().segment().vectorBytes() + part.slice().segment().payloadBytes()));
    }
    return bytes;
  }

  private ViewExport(ActorContext<Command> context, ShardView view, Executor files) {
    super(context);
    this.view = view;
    this.rows = new ViewRows(view);
    this.files = files;
    context.setReceiveTimeout(SILENCE, new Silence());
    make();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::onMessage)
        .onSignal(PostStop.class, _ -> onStop())
        .build();
  }

  private Behavior<Command> onMessage(Command command) {
    return switch (command) {
      case Next next -> onNext(next);
      case Made done -> onMade(done);
      case ExportProtocol.Keep _ -> this;
      case Close _, Silence _ -> Behaviors.stopped();
    };
  }

  /** The first is made before anybody asks. */
  private void make() {
    making = CompletableFuture.supplyAsync(rows::next, files);
    getContext().pipeToSelf(making, Made::new);
  }

  private Behavior<Command> onNext(Next next) {
    Chunk ready = made;
    if (ready != null && ready.number() + 1 == next.number() && !ready.last()) {
      made = null;
      asked = next;
      make();
    } else if (ready == null) {
      asked = next;
    } else {
      answer(next, ready);
    }
    return this;
  }

  private Behavior<Command> onMade(Made done) {
    Next waiting = asked;
    asked = null;
    Chunk chunk = done.chunk();
    if (chunk == null) {
      getContext().getLog().error("A shard cannot be read for a snapshot", done.failure());
      if (waiting != null) {
        fail(waiting.replyTo(), new DunlinFailure.Internal("the shard cannot be read"));
      }
      return Behaviors.stopped();
    }
    made = chunk;
    if (waiting != null) {
      answer(waiting, chunk);
    }
    return this;
  }

  private static void answer(Next next, Chunk chunk) {
    if (chunk.number() == next.number()) {
      next.replyTo().tell(StatusReply.success(chunk));
    } else {
      fail(
          next.replyTo(),
          new DunlinFailure.Internal(
              "chunk %d was asked for, chunk %d is at hand"
                  .formatted(next.number(), chunk.number())));
    }
  }

  private static void fail(ActorRef<StatusReply<Chunk>> asker, DunlinFailure failure) {
    asker.tell(StatusReply.error(failure.asException()));
  }

  /** What is being read is read to its end. */
  private Behavior<Command> onStop() {
    var _ = making.whenComplete((_, _) -> view.release());
    return this;
  }
}
