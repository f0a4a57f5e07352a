package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.OperatorRules.AsAsked;
import io.dunlin.actors.catalog.OperatorRules.Change;
import io.dunlin.actors.catalog.OperatorRules.Decision;
import io.dunlin.actors.catalog.OperatorRules.Refused;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.placement.Holding;
import io.dunlin.actors.placement.ShardView;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish.Drop;
import io.dunlin.persistence.model.PlacementWish.Move;
import io.dunlin.persistence.model.PlacementWish.Replicate;
import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shard 0 of `birds` is on peers 1 and 2, shard 1 on peer 1; peers 1 to 4 are there. */
class OperatorRulesTest {
  private static final UUID BIRDS = new UUID(7, 7);
  private static final ShardId TWO = new ShardId(new UUID(1, 0));
  private static final ShardId ONE = new ShardId(new UUID(1, 1));
  private static final Map<NodeId, Holding> MEMBERS =
      Map.of(
          node(1), Holding.ANY, node(2), Holding.ANY, node(3), Holding.ANY, node(4), Holding.ANY);

  private CatalogState state = CatalogState.EMPTY;
  private int wanted = 1;

  /** With the number {@code number}. */
  private static NodeId node(int number) {
    return new NodeId(new UUID((number - 1L) << 11, 0));
  }

  @BeforeEach
  void place() {
    apply(
        new CatalogEvent.CollectionCreated(
            new CollectionInfo("birds", BIRDS, Collecting.config(2), List.of(TWO, ONE))));
    apply(
        new CatalogEvent.ShardsPlaced(
            new TreeMap<>(
                Map.of(
                    TWO, new Placement(node(1), List.of(node(2))),
                    ONE, new Placement(node(1), List.of())))));
  }

  @Test
  void aMoveIsWrittenOnceHoweverOftenItIsAskedFor() {
    Move move = new Move(TWO, node(2), node(3));
    assertThat(rules().wish(move))
        .isEqualTo(new Change(new CatalogEvent.WishesChanged(TWO, List.of(move))));
    accept(rules().wish(move));
    assertThat(rules().wish(move)).isEqualTo(new AsAsked());
  }

  @Test
  void whatCannotBeIsRefusedWithTheReason() {
    assertThat(refusal(rules().wish(new Move(TWO, node(1), node(1)))))
        .isEqualTo("peer 1 is where it is already");
    assertThat(refusal(rules().wish(new Move(TWO, node(1), node(2)))))
        .isEqualTo("shard 0 of `birds` has a copy on peer 2 already");
    assertThat(refusal(rules().wish(new Move(ONE, node(2), node(3)))))
        .isEqualTo("shard 1 of `birds` has no copy on peer 2; it has copies on peer 1");
    assertThat(refusal(rules().wish(new Replicate(TWO, node(9)))))
        .isEqualTo("peer 9 is not in the cluster now");
    assertThat(refusal(rules().wish(new Drop(ONE, node(1)))))
        .isEqualTo("the copy on peer 1 is the last one of shard 1 of `birds`; move it instead");
    assertThat(refusal(rules().wish(new Drop(new ShardId(BIRDS), node(1)))))
        .isEqualTo("there is no shard " + BIRDS);
    apply(new CatalogEvent.NodeMarked(node(3), NodeMark.DRAINING));
    assertThat(refusal(rules().wish(new Move(TWO, node(1), node(3)))))
        .isEqualTo("peer 3 is being drained; undrain it first");
  }

  @Test
  void aShardWithoutAPlaceHasToWait() {
    ShardId young = new ShardId(new UUID(1, 2));
    OperatorRules rules =
        new OperatorRules(
            state, List.of(new ShardView(young, BIRDS, 1, 0, 0, Set.of(), Set.of())), MEMBERS);
    assertThat(rules.wish(new Drop(young, node(1))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.failure()).isInstanceOf(DunlinFailure.Unavailable.class));
  }

  @Test
  void wishesOfOneShardDoNotCross() {
    accept(rules().wish(new Move(TWO, node(2), node(3))));
    assertThat(refusal(rules().wish(new Move(TWO, node(2), node(4)))))
        .isEqualTo(
            "there is a wish for shard 0 of `birds` already: move it from peer 2 to peer 3; abort"
                + " it first");
    assertThat(refusal(rules().wish(new Replicate(TWO, node(3))))).contains("abort it first");
    assertThat(refusal(rules().wish(new Drop(TWO, node(2))))).contains("abort it first");
    assertThat(refusal(rules().wish(new Drop(TWO, node(1))))).contains("the last one");
    accept(rules().wish(new Move(TWO, node(1), node(4))));
    assertThat(state.wishes(TWO)).hasSize(2);
  }

  @Test
  void aDropAfterAReplicationMakesItAMove() {
    accept(rules().wish(new Replicate(TWO, node(3))));
    accept(rules().wish(new Drop(TWO, node(1))));
    assertThat(state.wishes(TWO)).containsExactly(new Move(TWO, node(1), node(3)));
  }

  @Test
  void aDropOfTheReplicatedCopyTakesItBack() {
    accept(rules().wish(new Replicate(TWO, node(3))));
    apply(
        new CatalogEvent.ShardsPlaced(
            new TreeMap<>(Map.of(TWO, new Placement(node(1), List.of(node(2), node(3)))))));
    accept(rules().wish(new Drop(TWO, node(3))));
    assertThat(state.wishes(TWO)).containsExactly(new Drop(TWO, node(3)));
  }

  @Test
  void aCopyThatTheCollectionWantsIsNotDroppedForItToComeBack() {
    wanted = 2;
    assertThat(rules().wish(new Drop(TWO, node(2)))).isInstanceOf(Change.class);
    apply(new CatalogEvent.NodeMarked(node(3), NodeMark.DRAINING));
    apply(new CatalogEvent.NodeMarked(node(4), NodeMark.REMOVED));
    assertThat(refusal(rules().wish(new Drop(TWO, node(2)))))
        .contains("wants 2 copies of each shard");
  }

  @Test
  void aTransferIsAbortedByWhereItGoes() {
    Move move = new Move(TWO, node(1), node(3));
    accept(rules().wish(move));
    accept(rules().wish(new Replicate(TWO, node(4))));
    assertThat(refusal(rules().abort(TWO, node(2), node(3))))
        .startsWith("nobody asked for a transfer of shard 0 of `birds` from peer 2 to peer 3");
    accept(rules().abort(TWO, node(1), node(4)));
    assertThat(state.wishes(TWO)).containsExactly(move);
    accept(rules().abort(TWO, node(1), node(3)));
    assertThat(state.wishes()).isEmpty();
  }

  @Test
  void aRestartDropsOnlyWhatIsNotInSync() {
    assertThat(rules().restart(TWO, node(1), node(2)))
        .isEqualTo(
            new Change(
                new CatalogEvent.ShardsPlaced(
                    new TreeMap<>(Map.of(TWO, new Placement(node(1), List.of()))))));
    OperatorRules synced =
        new OperatorRules(
            state,
            List.of(new ShardView(TWO, BIRDS, 1, 0, 0, Set.of(node(1), node(2)), Set.of())),
            MEMBERS);
    assertThat(refusal(synced.restart(TWO, node(1), node(2)))).startsWith("nobody asked");
    accept(rules().wish(new Move(TWO, node(1), node(3))));
    assertThat(rules().restart(TWO, node(1), node(3))).isEqualTo(new AsAsked());
  }

  @Test
  void nodesAreMarked() {
    accept(rules().mark(node(1), NodeMark.DRAINING, false));
    assertThat(rules().mark(node(1), NodeMark.DRAINING, false)).isEqualTo(new AsAsked());
    assertThat(refusal(rules().mark(node(1), NodeMark.REMOVED, false)))
        .isEqualTo("peer 1 has copies of 2 shards; drain it first, or force its removal");
    accept(rules().mark(node(1), NodeMark.REMOVED, true));
    assertThat(state.mark(node(1))).isEqualTo(NodeMark.REMOVED);
    accept(rules().mark(node(1), NodeMark.NONE, false));
    assertThat(state.marks()).isEmpty();
    assertThat(rules().mark(node(1), NodeMark.NONE, false)).isEqualTo(new AsAsked());
    accept(rules().mark(node(4), NodeMark.REMOVED, false));
    assertThat(refusal(rules().mark(node(9), NodeMark.DRAINING, false)))
        .isEqualTo("peer 9 is not in the cluster and has no copies");
  }

  @Test
  void theLastNodeThatMayHoldCopiesIsNotEmptied() {
    for (int i = 2; i <= 4; i++) {
      accept(rules().mark(node(i), NodeMark.DRAINING, false));
    }
    assertThat(refusal(rules().mark(node(1), NodeMark.DRAINING, false)))
        .isEqualTo("there is no other node that could take what peer 1 has");
    assertThat(refusal(rules().mark(node(1), NodeMark.REMOVED, true))).contains("no other node");
  }

  @Test
  void nodesAreAskedForWhatTheirRolesAllow() {
    Map<NodeId, Holding> members = new HashMap<>(MEMBERS);
    members.put(node(3), Holding.REPLICAS);
    members.put(node(4), Holding.NOTHING);
    OperatorRules rules = new OperatorRules(state, views(), members);
    assertThat(refusal(rules.wish(new Replicate(TWO, node(4)))))
        .isEqualTo("peer 4 holds no copies, by its roles");
    assertThat(refusal(rules.wish(new Move(ONE, node(1), node(3)))))
        .isEqualTo("peer 3 holds replicas only, by its roles, and no other copy could lead");
    assertThat(rules.wish(new Replicate(ONE, node(3)))).isInstanceOf(Change.class);
    assertThat(rules.wish(new Move(TWO, node(1), node(3)))).isInstanceOf(Change.class);
  }

  private OperatorRules rules() {
    return new OperatorRules(state, views(), MEMBERS);
  }

  private List<ShardView> views() {
    return IntStream.range(0, 2)
        .mapToObj(
            i -> new ShardView(i == 0 ? TWO : ONE, BIRDS, wanted, 0, 0, Set.of(node(1)), Set.of()))
        .toList();
  }

  private void apply(CatalogEvent event) {
    state = state.after(event);
  }

  private void accept(Decision decision) {
    assertThat(decision).isInstanceOf(Change.class);
    apply(((Change) decision).event());
  }

  private static String refusal(Decision decision) {
    assertThat(decision).isInstanceOf(Refused.class);
    DunlinFailure failure = ((Refused) decision).failure();
    assertThat(failure).isInstanceOf(DunlinFailure.BadRequest.class);
    return failure.message();
  }
}
