package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Consistency;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.gather.Gathered;
import io.dunlin.sharding.gather.ReadRoutes;
import io.dunlin.sharding.gather.ShardGather;
import io.dunlin.sharding.gather.ShardGather.RoutedRead;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.write.WriteFanout;
import io.dunlin.sharding.write.WriteRequest;
import io.dunlin.sharding.write.Writers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Parent of the actors that carry the requests under way on this node, one each. */
final class Requests {
  sealed interface Command {}

  /**
   * @param nodes that alone can answer for shards; for all others the routes say who is asked
   */
  record Read(
      List<ReadProtocol.Request> requests,
      Deadline deadline,
      Consistency consistency,
      boolean allowPartial,
      Optional<String> affinity,
      Map<ShardId, NodeId> nodes,
      ActorRef<StatusReply<Gathered>> replyTo)
      implements Command {}

  record Write(WriteRequest request, ActorRef<StatusReply<List<WriteResult>>> replyTo)
      implements Command {}

  private final ShardReader reader;
  private final ReadRoutes routes;
  private final Executor readers;
  private final Props onReaders;

  private Requests(ShardReader reader, ReadRoutes routes, Executor readers, Props onReaders) {
    this.reader = reader;
    this.routes = routes;
    this.readers = readers;
    this.onReaders = onReaders;
  }

  /**
   * @param readers threads that read
   * @param onReaders puts an actor on the same threads
   */
  static Behavior<Command> create(
      ShardReader reader,
      ReadRoutes routes,
      Executor readers,
      Props onReaders,
      ShardRegion region,
      Writers writers) {
    Requests requests = new Requests(reader, routes, readers, onReaders);
    return Behaviors.receive((context, command) -> {
      switch (command) {
        case Read read -> requests.start(context, read);
        case Write write ->
            context.spawnAnonymous(
                WriteFanout.create(write.request(), region::tell, writers, write.replyTo()));
      }
      return Behaviors.same();
    });
  }

  private void start(ActorContext<Command> context, Read read) {
    List<RoutedRead> routed =
        read.requests().stream().map(request -> routed(request, read)).toList();
    long here = routed.stream().filter(one -> one.routes().here()).count();
    Optional<DunlinFailure> refusal = reader.admit((int) here);
    if (refusal.isPresent()) {
      read.replyTo().tell(StatusReply.error(refusal.get().asException()));
      return;
    }
    // To hand the only read over to another thread would be most of what it takes.
    boolean alone = reader.admitted() == here;
    List<RoutedRead> begun = alone ? routed : routed.stream().map(this::waiting).toList();
    // What is read on other threads anyway is not waited for on one of them.
    boolean waits = begun.stream().anyMatch(one -> one.waiting().isPresent());
    context.spawnAnonymous(
        ShardGather.create(
            begun, read.deadline(), read.allowPartial(), routes, reader, readers, read.replyTo()),
        alone || waits ? Props.empty() : onReaders);
  }

  /** One that others may take along. */
  private RoutedRead waiting(RoutedRead read) {
    return read.routes().here()
        ? new RoutedRead(
            read.request(), read.routes(), read.needed(), reader.waiting(read.request()))
        : read;
  }

  private RoutedRead routed(ReadProtocol.Request request, Read read) {
    NodeId only = read.nodes().get(request.shard());
    if (only != null) {
      return new RoutedRead(request, routes.only(request.shard(), only), 1, Optional.empty());
    }
    ReadRoutes.Routes found =
        request.read() instanceof ReadProtocol.Status
            ? routes.writerFirst(request.shard())
            : routes.of(request.shard(), read.affinity());
    return new RoutedRead(request, found, read.consistency().of(found.copies()), Optional.empty());
  }
}
