package io.dunlin.sharding.route;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.persistence.model.ShardId;
import org.apache.pekko.actor.AllDeadLetters;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.pattern.StatusReply;

/**
 * Tells those who write what did not reach a shard. While a shard moves, Pekko's region drops what
 * came for it after it had begun to hand it off, lest it overtake what others send; unanswered, its
 * sender would wait until the write's time is over.
 */
final class Undelivered {
  private Undelivered() {}

  static Behavior<AllDeadLetters> create() {
    return Behaviors.setup(context -> {
      context
          .getSystem()
          .eventStream()
          .tell(new EventStream.Subscribe<>(AllDeadLetters.class, context.getSelf()));
      return Behaviors.receiveMessage(letter -> onLetter(context, letter));
    });
  }

  private static Behavior<AllDeadLetters> onLetter(
      ActorContext<AllDeadLetters> context, AllDeadLetters letter) {
    if (letter.message() instanceof ShardingEnvelope<?> envelope
        && envelope.message() instanceof ShardProtocol.Write write) {
      ShardId shard = ShardId.parse(envelope.entityId());
      context.getLog().debug("A write did not reach shard {}", shard);
      write.replyTo().tell(StatusReply.error(new DunlinFailure.NotDelivered(shard).asException()));
    }
    return Behaviors.same();
  }
}
