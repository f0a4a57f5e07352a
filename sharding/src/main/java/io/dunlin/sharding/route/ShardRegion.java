package io.dunlin.sharding.route;

import io.dunlin.actors.copy.CopyHolders;
import io.dunlin.actors.feed.TailProtocol;
import io.dunlin.actors.follow.Primaries;
import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.ShardEntity;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.ShardRegion.ShardState;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.pattern.StatusReply;

/**
 * The way to the shards' owners, wherever they run. The only place that starts Pekko's sharding.
 */
public final class ShardRegion {
  private static final EntityTypeKey<ShardProtocol.Command> TYPE =
      EntityTypeKey.create(ShardProtocol.Command.class, "shard");

  /** Shards say themselves what became of a write whose time is over. */
  private static final Duration LAST_ANSWER_WITHIN = Duration.ofSeconds(1);

  private final ActorRef<ShardingEnvelope<ShardProtocol.Command>> region;

  private ShardRegion(ActorRef<ShardingEnvelope<ShardProtocol.Command>> region) {
    this.region = region;
  }

  /**
   * Shards never fall asleep and are started from the catalog, so neither passivation nor
   * remembering is wanted.
   */
  public static ShardRegion start(
      ActorSystem<?> system, ShardServices services, CopyHolders holders, Members members) {
    ClusterShardingSettings settings =
        ClusterShardingSettings.create(system)
            .withNoPassivationStrategy()
            .withRememberEntities(false);
    system.systemActorOf(Undelivered.create(), "undelivered-writes", Props.empty());
    return new ShardRegion(
        ClusterSharding.get(system)
            .init(
                Entity.of(
                        TYPE,
                        entity ->
                            ShardEntity.create(
                                ShardId.parse(entity.getEntityId()), services, holders))
                    .withSettings(settings)
                    .withStopMessage(ShardEntity.leave())
                    .withAllocationStrategy(
                        new TableAllocation(
                            services.catalog(), members, system.classicSystem().deadLetters()))
                    .withMessageExtractor(new OnePerShard())));
  }

  /** The way to shards that somebody else has started. */
  public static ShardRegion over(ActorRef<ShardingEnvelope<ShardProtocol.Command>> region) {
    return new ShardRegion(region);
  }

  /** The way to the shards' owners before this node's region is there; not to be used before. */
  public static Primaries primaries(ActorSystem<?> system) {
    ClusterSharding sharding = ClusterSharding.get(system);
    return (shard, command) -> sharding.entityRefFor(TYPE, shard.toString()).tell(command);
  }

  public void tell(ShardId shard, ShardProtocol.Command command) {
    region.tell(new ShardingEnvelope<>(shard.toString(), command));
  }

  /** The shards whose owners run on this node now. */
  public CompletionStage<Set<ShardId>> here(ActorSystem<?> system, Duration timeout) {
    return AskPattern.<ClusterShardingQuery, CurrentShardRegionState>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetShardRegionState(TYPE, replyTo),
            timeout,
            system.scheduler())
        .thenApply(state ->
            Stream.concat(
                    state.getShards().stream().map(ShardState::shardId),
                    // Those that are too busy to say what runs in them.
                    state.getFailed().stream())
                .map(ShardId::parse)
                .collect(Collectors.toSet()));
  }

  /** Has a shard started; true when it can be read and written. */
  public CompletionStage<Boolean> open(ShardId shard, Duration timeout, Scheduler scheduler) {
    return ask(shard, ShardProtocol.Start::new, timeout, scheduler);
  }

  /** Has a shard made one segment; true when that is done. */
  public CompletionStage<Boolean> optimize(ShardId shard, Duration timeout, Scheduler scheduler) {
    return ask(shard, ShardProtocol.Optimize::new, timeout, scheduler);
  }

  /** Has a shard seal what grows; true when that is done. */
  public CompletionStage<Boolean> seal(ShardId shard, Duration timeout, Scheduler scheduler) {
    return ask(shard, ShardProtocol.Seal::new, timeout, scheduler);
  }

  /** Has a shard let go of what it holds; true when that is done. */
  public CompletionStage<Boolean> rest(ShardId shard, Duration timeout, Scheduler scheduler) {
    return ask(shard, ShardProtocol.Rest::new, timeout, scheduler);
  }

  /** Has a shard's points have these vectors. */
  public CompletionStage<ShardProtocol.Written> changeVectors(
      ShardId shard, VectorColumns vectors, Deadline deadline, Scheduler scheduler) {
    return ask(
        shard,
        replyTo -> new ShardProtocol.ChangeVectors(vectors, deadline, replyTo),
        deadline.left(),
        scheduler);
  }

  /** Has a shard stand still and be kept as it is; see {@link ShardProtocol.Pin}. */
  public CompletionStage<ExportProtocol.Pinned> pin(
      ShardId shard, UUID cut, Deadline deadline, Scheduler scheduler) {
    return ask(
        shard,
        replyTo -> new ShardProtocol.Pin(cut, deadline, replyTo),
        deadline.left(),
        scheduler);
  }

  /** Asks what comes next in a shard's log; fails when there is no answer in time. */
  public CompletionStage<TailProtocol.Answer> tail(
      ShardId shard,
      Function<ActorRef<TailProtocol.Answer>, TailProtocol.Question> question,
      Duration timeout,
      Scheduler scheduler) {
    return AskPattern.ask(
        region,
        replyTo ->
            new ShardingEnvelope<>(
                shard.toString(), new ShardProtocol.Tail(question.apply(replyTo))),
        timeout,
        scheduler);
  }

  /** Writes what is not a user's request; answered when it is visible. */
  public CompletionStage<ShardProtocol.Written> write(
      ShardId shard, PointOperation operation, long bytes, Deadline deadline, Scheduler scheduler) {
    return ask(
        shard,
        replyTo -> new ShardProtocol.Write(operation, bytes, deadline, true, replyTo),
        deadline.left().plus(LAST_ANSWER_WITHIN),
        scheduler);
  }

  private <T> CompletionStage<T> ask(
      ShardId shard,
      Function<ActorRef<StatusReply<T>>, ShardProtocol.Command> command,
      Duration timeout,
      Scheduler scheduler) {
    return AskPattern.<ShardingEnvelope<ShardProtocol.Command>, T>askWithStatus(
        region,
        replyTo -> new ShardingEnvelope<>(shard.toString(), command.apply(replyTo)),
        timeout,
        scheduler);
  }

  /** Makes a Pekko shard of each Dunlin shard, so that each can be placed on its own. */
  private static final class OnePerShard
      extends ShardingMessageExtractor<
          ShardingEnvelope<ShardProtocol.Command>, ShardProtocol.Command> {
    @Override
    public String entityId(ShardingEnvelope<ShardProtocol.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return entityId;
    }

    @Override
    public ShardProtocol.Command unwrapMessage(ShardingEnvelope<ShardProtocol.Command> envelope) {
      return envelope.message();
    }
  }
}
