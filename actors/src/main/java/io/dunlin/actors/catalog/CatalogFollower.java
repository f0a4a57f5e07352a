package io.dunlin.actors.catalog;

import io.dunlin.actors.catalog.CatalogProtocol.Changed;
import io.dunlin.actors.catalog.CatalogProtocol.Piece;
import io.dunlin.actors.catalog.CatalogProtocol.Step;
import io.dunlin.actors.wire.FrameAssembler;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.More;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Keeps this node's {@link CatalogCopy}. One on every node. */
public final class CatalogFollower {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  /** Of the catalog that is, of the one before it, and of what either began and did not end. */
  private static final FrameAssembler.Limits PIECES =
      new FrameAssembler.Limits(4, 2L * Followers.MAX_BYTES, Duration.ofSeconds(30));

  /** Only the follower itself sends these. */
  public sealed interface Command {}

  private record Ask() implements Command {}

  private record News(CatalogProtocol.News news) implements Command {}

  private final ActorContext<Command> context;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final MessageCodec codec;
  private final BiConsumer<CatalogState, CatalogState> listener;
  private final ActorRef<CatalogProtocol.News> news;
  private final FrameAssembler pieces = new FrameAssembler(PIECES);

  private CatalogFollower(
      ActorContext<Command> context,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      MessageCodec codec,
      BiConsumer<CatalogState, CatalogState> listener) {
    this.context = context;
    this.catalog = catalog;
    this.copy = copy;
    this.codec = codec;
    this.listener = listener;
    this.news = context.messageAdapter(CatalogProtocol.News.class, News::new);
  }

  /**
   * @param listener told the old and the new state after the copy has the new one
   */
  public static Behavior<Command> create(
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      MessageCodec codec,
      BiConsumer<CatalogState, CatalogState> listener) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          context.getSelf().tell(new Ask());
          timers.startTimerWithFixedDelay(new Ask(), INTERVAL);
          CatalogFollower follower = new CatalogFollower(context, catalog, copy, codec, listener);
          return Behaviors.receiveMessage(follower::onCommand);
        }));
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Ask _ -> {
        pieces.expire(System.nanoTime());
        catalog.tell(new CatalogProtocol.Follow(news, copy.loaded() ? copy.state().version() : -1));
      }
      case News(Changed changed) -> onChanged(changed);
      case News(Step step) -> onStep(step);
      case News(Piece piece) -> onPiece(piece);
    }
    return Behaviors.same();
  }

  private void onChanged(Changed changed) {
    if (!copy.loaded() || changed.state().version() > copy.state().version()) {
      take(changed.state());
    }
    tellHeld(changed.catalog());
  }

  /** What does not follow on what is here is asked for again. */
  private void onStep(Step step) {
    if (copy.loaded() && step.version() == copy.state().version() + 1) {
      take(copy.state().after(step.event()));
    }
    if (copy.loaded()) {
      tellHeld(step.catalog());
    }
  }

  private void onPiece(Piece piece) {
    switch (pieces.add(piece.frame(), System.nanoTime())) {
      case FrameAssembler.Waiting _ -> piece.sender().tell(new More());
      case FrameAssembler.Complete(byte[] whole) -> read(whole);
      case FrameAssembler.Refused(String reason) ->
          context.getLog().warn("A piece of the catalog is of no use: {}", reason);
    }
  }

  private void read(byte[] whole) {
    try {
      if (codec.read(whole) instanceof Changed changed) {
        onChanged(changed);
      }
    } catch (NotSerializableException e) {
      context.getLog().error("The catalog cannot be read", e);
    }
  }

  private void take(CatalogState newer) {
    CatalogState old = copy.state();
    copy.update(newer);
    listener.accept(old, newer);
  }

  private void tellHeld(ActorRef<CatalogProtocol.Command> teller) {
    teller.tell(new CatalogProtocol.Holds(news, copy.state().version()));
  }
}
