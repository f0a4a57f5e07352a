package io.dunlin.sharding;

import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardSearcher;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.sharding.gather.ShardGather;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.write.WriteFanout;
import io.dunlin.sharding.write.WriteRequest;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Parent of the actors that carry the requests under way on this node, one each. */
final class Requests {
  sealed interface Command {}

  record Read(
      List<ReadProtocol.Request> requests,
      Deadline deadline,
      ActorRef<StatusReply<List<ReadProtocol.Answer>>> replyTo)
      implements Command {}

  record Write(WriteRequest request, ActorRef<StatusReply<List<WriteResult>>> replyTo)
      implements Command {}

  private Requests() {}

  static Behavior<Command> create(ActorRef<ShardSearcher.Ask> searcher, ShardRegion region) {
    return Behaviors.receive((context, command) -> {
      switch (command) {
        case Read read ->
            context.spawnAnonymous(
                ShardGather.create(read.requests(), read.deadline(), searcher, read.replyTo()));
        case Write write ->
            context.spawnAnonymous(WriteFanout.create(write.request(), region, write.replyTo()));
      }
      return Behaviors.same();
    });
  }
}
