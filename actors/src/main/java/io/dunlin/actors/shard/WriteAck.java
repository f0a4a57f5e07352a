package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.feed.Ack;
import io.dunlin.actors.query.Deadline;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What is left of a write that is done here and waits for other copies. */
record WriteAck(
    ShardProtocol.Written written,
    Deadline deadline,
    ActorRef<StatusReply<ShardProtocol.Written>> replyTo)
    implements Ack {
  @Override
  public void succeed() {
    replyTo.tell(StatusReply.success(written));
  }

  @Override
  public void expire() {
    replyTo.tell(
        StatusReply.success(new ShardProtocol.Written(written.shard(), written.position(), true)));
  }

  @Override
  public void fail(DunlinFailure failure) {
    replyTo.tell(StatusReply.error(failure.asException()));
  }
}
