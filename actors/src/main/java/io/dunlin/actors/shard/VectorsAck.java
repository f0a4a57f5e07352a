package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.Ack;
import io.dunlin.actors.query.Deadline;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What is left of a change of vectors that is in the log and waits for other copies. */
record VectorsAck(Deadline deadline, ActorRef<StatusReply<Boolean>> replyTo) implements Ack {
  VectorsAck(ShardProtocol.ChangeVectors change) {
    this(change.deadline(), change.replyTo());
  }

  @Override
  public void succeed() {
    replyTo.tell(StatusReply.success(true));
  }

  @Override
  public void expire() {
    replyTo.tell(StatusReply.success(false));
  }

  @Override
  public void fail(DunlinFailure failure) {
    replyTo.tell(StatusReply.error(failure.asException()));
  }
}
