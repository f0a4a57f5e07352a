package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.catalog.CatalogProtocol.Command;
import io.dunlin.actors.fixture.Await;
import io.dunlin.actors.fixture.TestSystem;
import io.dunlin.actors.placement.Membership;
import io.dunlin.actors.placement.NodeState;
import io.dunlin.actors.placement.PlannerLimits;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.persistence.fence.Fencing;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A catalog of two nodes that are told about: what operators ask of it, and what they see. */
class OperatorsTest {
  private static final NodeId A = new NodeId(new UUID(1L << 20, 0));
  private static final NodeId B = new NodeId(new UUID(1L << 21, 0));
  private static final Membership MEMBERS =
      () ->
          List.of(
              new Membership.Node(A, "", NodeState.UP), new Membership.Node(B, "", NodeState.UP));

  private final ActorTestKit kit = TestSystem.start();
  private ActorRef<Command> catalog = start();
  private CatalogCopy copy = new CatalogCopy();
  private ShardId shard = new ShardId(new UUID(0, 0));
  private NodeId from = A;
  private NodeId to = B;

  private ActorRef<Command> start() {
    return kit.spawn(
        Catalog.create(
            Fencing.alone(),
            MEMBERS,
            PlannerLimits.DEFAULT,
            WireCodec.of(kit.system()),
            TransferMetrics.none()));
  }

  private void follow() {
    copy = new CatalogCopy();
    kit.spawn(CatalogFollower.create(catalog, copy, WireCodec.of(kit.system()), (_, _) -> {}));
  }

  @BeforeEach
  void create() throws InterruptedException {
    follow();
    assertThat(
            ask(replyTo -> new CatalogProtocol.Create("birds", Collecting.config(1), replyTo))
                .join())
        .isTrue();
    shard = copy.state().find("birds").orElseThrow().shards().getFirst();
    Await.until("the shard has a place", () -> copy.state().placements().find(shard).isPresent());
    from = placement().primary();
    to = from.equals(A) ? B : A;
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private Placement placement() {
    return copy.state().placements().find(shard).orElseThrow();
  }

  private CompletableFuture<Boolean> move() {
    return ask(
        replyTo -> new CatalogProtocol.Wish(new PlacementWish.Move(shard, from, to), replyTo));
  }

  /** What the primary's node tells. */
  private void report(NodeId... inSync) {
    catalog.tell(
        new CatalogProtocol.Report(
            new NodeReport(
                from, 1000, 10, Map.of(shard, new NodeReport.Copy(10, 2.5, 1, Set.of(inSync))))));
  }

  private ClusterPicture look() {
    TestProbe<ClusterPicture> probe = kit.createTestProbe();
    catalog.tell(new CatalogProtocol.Look(List.of(shard), probe.getRef()));
    return probe.receiveMessage(Await.PATIENCE);
  }

  @Test
  void aMoveGoesOnThroughARestartUntilItIsDone() throws InterruptedException {
    assertThat(move().join()).isTrue();
    Await.until("a copy is made", () -> placement().holds(to));
    assertThat(look().transfers())
        .containsExactly(
            new ClusterPicture.Transfer(
                shard,
                from,
                to,
                false,
                "an operator asked for it; waiting: copies in sync elsewhere"));
    assertThat(look().inSync()).containsEntry(shard, Set.of(from));
    kit.stop(catalog, Await.PATIENCE);
    catalog = start();
    follow();
    Await.until("the wish is there again", () -> !copy.state().wishes().isEmpty());
    report(to);
    Await.until("the move is done", () -> placement().equals(new Placement(to, List.of())));
    Await.until("the wish is over", () -> copy.state().wishes().isEmpty());
    assertThat(look().transfers()).isEmpty();
  }

  @Test
  void aMoveThatIsAbortedLeavesTheCopyWhereItWas() throws InterruptedException {
    report();
    assertThat(move().join()).isTrue();
    Await.until("a copy is made", () -> placement().holds(to));
    assertThat(ask(replyTo -> new CatalogProtocol.Abort(shard, from, to, replyTo)).join()).isTrue();
    Await.until("the other is gone", () -> placement().equals(new Placement(from, List.of())));
    assertThatThrownBy(ask(replyTo -> new CatalogProtocol.Abort(shard, from, to, replyTo))::join)
        .hasMessageContaining("nobody asked");
  }

  @Test
  void aDrainedNodeIsEmptiedWhenItsCopiesAreElsewhere() throws InterruptedException {
    CompletableFuture<Boolean> drained =
        ask(replyTo -> new CatalogProtocol.Mark(from, NodeMark.DRAINING, false, replyTo));
    assertThat(drained.join()).isTrue();
    Await.until("a copy is made", () -> placement().holds(to));
    assertThat(look().transfers())
        .containsExactly(
            new ClusterPicture.Transfer(
                shard,
                from,
                to,
                false,
                "a node is to be emptied; waiting: copies in sync elsewhere"));
    report(to);
    Await.until("it is empty", () -> placement().equals(new Placement(to, List.of())));
  }

  @Test
  void aNodeThatIsRemovedByForceIsNotWaitedFor() throws InterruptedException {
    assertThatThrownBy(
            ask(replyTo -> new CatalogProtocol.Mark(from, NodeMark.REMOVED, false, replyTo))::join)
        .hasMessageContaining("has copies of 1 shards");
    assertThat(
            ask(replyTo -> new CatalogProtocol.Mark(from, NodeMark.REMOVED, true, replyTo)).join())
        .isTrue();
    Await.until("another leads", () -> placement().primary().equals(to));
  }

  @Test
  void whatNodesTellIsShown() {
    report();
    assertThat(look().nodes()).containsExactly(new ClusterPicture.Fill(from, 1000, 10, 2.5));
    assertThat(look().transfers()).isEmpty();
  }

  private CompletableFuture<Boolean> ask(
      Function<ActorRef<StatusReply<Boolean>>, Command> message) {
    return AskPattern.<Command, Boolean>askWithStatus(
            catalog, message, Await.PATIENCE, kit.scheduler())
        .toCompletableFuture();
  }
}
