package io.dunlin.actors.placement;

import static io.dunlin.actors.placement.Scene.GB;
import static io.dunlin.actors.placement.Scene.node;
import static io.dunlin.actors.placement.Scene.shard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.actors.placement.PlacementStep.AddReplica;
import io.dunlin.actors.placement.PlacementStep.DropReplica;
import io.dunlin.actors.placement.PlacementStep.Place;
import io.dunlin.actors.placement.PlacementStep.Promote;
import io.dunlin.actors.placement.PlacementTask.Reason;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.PlacementWish;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementPlannerTest {
  private static final Duration SHORT = Duration.ofSeconds(10);

  @Test
  void aShardWithoutCopiesGetsAsManyAsAreWanted() {
    Scene scene = Scene.of(3).shard(1, 2);
    assertThat(scene.round())
        .containsExactly(new Place(shard(1), node(1)), new AddReplica(shard(1), node(2)));
    scene.fill();
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void newShardsAreSpreadOverTheNodes() {
    Scene scene = Scene.of(3);
    for (int i = 1; i <= 6; i++) {
      scene.shard(i, 1).sized(i, 0, 0);
    }
    assertThat(scene.round()).hasSize(6);
    for (int i = 1; i <= 3; i++) {
      assertThat(scene.copiesOn(i)).isEqualTo(2);
    }
  }

  @Test
  void withoutNodesNothingIsPlaced() {
    assertThat(Scene.of(0).shard(1, 2).next()).isEmpty();
    assertThat(Scene.of(1).drain(1).shard(1, 1).next()).isEmpty();
  }

  @Test
  void wantedCopiesAreAsManyAsThereAreNodes() {
    Scene scene = Scene.of(2).shard(1, 5);
    scene.settle(5);
    assertThat(scene.table().find(shard(1)).orElseThrow().copies()).hasSize(2);
    assertThat(scene.plan().tasks())
        .singleElement()
        .satisfies(
            task -> assertThat(task.waitsFor()).contains("more nodes: 2 may hold its copies"));
    scene.join(3, "z");
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
  }

  @Test
  void copiesGoToDifferentZonesEvenIfTheseAreFuller() {
    Scene scene = Scene.of(2).join(3, "y").shard(1, 1, 3).shard(2, 1, 3).shard(3, 2, 1);
    assertThat(scene.round()).contains(new AddReplica(shard(3), node(3)));
  }

  @Test
  void aReplicaInSyncTakesTheLeadAtOnce() {
    Scene scene = Scene.of(3).shard(1, 3, 1, 2, 3).inSync(1, 1, 3).down(1, SHORT);
    assertThat(scene.round()).containsExactly(new Promote(shard(1), node(3)));
    assertThat(scene.table().find(shard(1)))
        .contains(new Placement(node(3), List.of(node(2), node(1))));
  }

  @Test
  void anyReplicaTakesTheLeadIfNoneIsInSync() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2).inSync(1, 1).down(1, SHORT);
    assertThat(scene.next()).containsExactly(new Promote(shard(1), node(2)));
  }

  @Test
  void theOnlyCopysNodeIsWaitedForAndThenReplaced() {
    Scene scene = Scene.of(2).shard(1, 1, 1).down(1, SHORT);
    assertThat(scene.next()).isEmpty();
    assertThat(scene.plan().tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.waitsFor()).contains("its nodes may come back soon"));
    scene.down(1, PlannerLimits.DEFAULT.patience());
    assertThat(scene.round())
        .containsExactly(new AddReplica(shard(1), node(2)), new Promote(shard(1), node(2)));
    scene.fill();
    assertThat(scene.round()).containsExactly(new DropReplica(shard(1), node(1)));
  }

  @Test
  void theMoveOfAnOnlyCopyWaitsForTheNewOne() {
    Scene scene = Scene.of(1).shard(1, 1, 1).shard(2, 1, 1).shard(3, 1, 1).shard(4, 1, 1);
    scene.join(2, "z");
    assertThat(scene.round()).hasSize(2);
    assertThat(scene.round()).as("nothing is in sync yet").isEmpty();
    scene.settle(5);
    assertThat(scene.copiesOn(2)).isEqualTo(2);
  }

  @Test
  void aNodeThatLeavesIsNotWaitedForByWhatItLeads() {
    Scene scene = Scene.of(2).shard(1, 1, 1).leave(1);
    assertThat(scene.round())
        .containsExactly(new AddReplica(shard(1), node(2)), new Promote(shard(1), node(2)));
    scene.fill();
    assertThat(scene.round()).as("its copy stays while it may come back").isEmpty();
    scene.lost(1);
    assertThat(scene.round()).containsExactly(new DropReplica(shard(1), node(1)));
  }

  @Test
  void aNodeThatLeavesHandsTheLeadToReplicasAndKeepsItsOwn() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2).shard(2, 2, 3, 1).leave(1);
    assertThat(scene.round()).containsExactly(new Promote(shard(1), node(2)));
    scene.fill();
    assertThat(scene.round()).isEmpty();
  }

  @Test
  void nothingIsPlacedOnANodeThatLeaves() {
    Scene scene = Scene.of(2).leave(1).shard(1, 2);
    scene.settle(5);
    assertThat(scene.copiesOn(1)).isZero();
    assertThat(scene.primariesOn(2)).isEqualTo(1);
    assertThat(scene.leave(2).shard(2, 1).next()).isEmpty();
  }

  @Test
  void aCopyWithoutOthersMayUseTheHeadroom() {
    Scene scene = Scene.of(2).shard(1, 1, 1).lost(1).used(2, 950 * GB);
    assertThat(scene.next()).hasSize(2);
    assertThat(scene.used(2, 1000 * GB).next()).isEmpty();
  }

  @Test
  void aLostReplicaIsReplacedBeforeItIsDropped() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2).down(2, SHORT);
    assertThat(scene.next()).isEmpty();
    scene.lost(2);
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
    assertThat(scene.next()).isEmpty();
    scene.fill();
    assertThat(scene.round()).containsExactly(new DropReplica(shard(1), node(2)));
    scene.fill();
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void aLostReplicaThatNoNodeCanReplaceIsKept() {
    Scene scene = Scene.of(2).shard(1, 2, 1, 2).lost(2);
    assertThat(scene.next()).isEmpty();
    assertThat(scene.forget(2).next()).containsExactly(new DropReplica(shard(1), node(2)));
  }

  @Test
  void aNodeThatComesBackKeepsItsCopies() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2).lost(2);
    scene.round();
    scene.up(2).inSync(1, 1, 2);
    assertThat(scene.next()).doesNotContain(new DropReplica(shard(1), node(1)));
    scene.settle(5);
    assertThat(scene.table().find(shard(1)).orElseThrow().copies()).hasSize(2);
  }

  @Test
  void shardsWithFewestCopiesLeftAreRepairedFirst() {
    Scene scene =
        Scene.of(4)
            .limits(new PlannerLimits(1, 1, 0.1, 0.2, SHORT, 10, 1000))
            .shard(1, 3, 1, 2, 3)
            .shard(2, 3, 1, 2, 3)
            .shard(3, 3, 1, 3)
            .lost(3);
    assertThat(scene.next())
        .containsExactly(new AddReplica(shard(3), node(4)), new AddReplica(shard(3), node(2)));
  }

  @Test
  void noNodeGetsMoreThanItHasRoomFor() {
    Scene scene = Scene.of(2).shard(1, 2, 1).used(2, 900 * GB);
    assertThat(scene.next()).isEmpty();
    assertThat(scene.plan().tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.waitsFor()).contains("no node has room"));
    assertThat(scene.used(2, 899 * GB).next()).containsExactly(new AddReplica(shard(1), node(2)));
  }

  @Test
  void noNodeFillsMoreCopiesAtATimeThanAllowed() {
    Scene scene = Scene.of(2);
    for (int i = 1; i <= 5; i++) {
      scene.shard(i, 2, 1);
    }
    assertThat(scene.round()).hasSize(2);
    assertThat(scene.plan().tasks())
        .filteredOn(task -> task.waitsFor().equals(Optional.of("other copies on their way")))
        .hasSize(3);
    assertThat(scene.next()).isEmpty();
    scene.settle(10);
    assertThat(scene.copiesOn(2)).isEqualTo(5);
  }

  @Test
  void fewerCopiesWantedAreDroppedButNotThePrimary() {
    Scene scene = Scene.of(3).shard(1, 3, 2, 1, 3).wanted(1, 1);
    assertThat(scene.round())
        .containsExactlyInAnyOrder(
            new DropReplica(shard(1), node(1)), new DropReplica(shard(1), node(3)));
  }

  @Test
  void copiesInSyncAreNotDroppedWhileOthersAreNotInSync() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2, 3).inSync(1, 1);
    assertThat(scene.next()).isEmpty();
    scene.inSync(1, 1, 2, 3);
    assertThat(scene.next()).hasSize(1);
  }

  @Test
  void aDrainedNodesPrimaryMovesByPromotion() {
    Scene scene = Scene.of(2).shard(1, 1, 1).drain(1);
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(2)));
    assertThat(scene.next()).isEmpty();
    scene.fill();
    assertThat(scene.round())
        .containsExactly(new Promote(shard(1), node(2)), new DropReplica(shard(1), node(1)));
    scene.fill();
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void aMoveResumesBetweenAnyTwoSteps() {
    Scene scene = Scene.of(2).shard(1, 1, 2, 1).drain(1);
    assertThat(scene.next()).containsExactly(new DropReplica(shard(1), node(1)));
  }

  @Test
  void aDrainEndsWithFewerCopiesIfThereIsNoOtherNode() {
    Scene scene = Scene.of(2).shard(1, 2, 1, 2).drain(1);
    assertThat(scene.next())
        .containsExactly(new Promote(shard(1), node(2)), new DropReplica(shard(1), node(1)));
  }

  @Test
  void theLastNodeCannotBeDrained() {
    Scene scene = Scene.of(2).shard(1, 2, 1, 2).drain(1).drain(2);
    assertThat(scene.next()).isEmpty();
    assertThat(scene.plan().tasks())
        .isNotEmpty()
        .allSatisfy(task -> assertThat(task.waitsFor()).contains("a node that may hold it"));
  }

  @Test
  void onlySoManyMovesAreUnderWayAtATime() {
    Scene scene = Scene.of(4).limits(new PlannerLimits(5, 2, 0.1, 0.2, SHORT, 10, 1000));
    for (int i = 1; i <= 6; i++) {
      scene.shard(i, 1, 1);
    }
    scene.drain(1);
    assertThat(scene.round()).hasSize(2);
    assertThat(scene.next()).isEmpty();
    assertThat(scene.plan().tasks())
        .filteredOn(task -> task.waitsFor().equals(Optional.of("2 moves under way")))
        .hasSize(4)
        .allMatch(task -> task.reason() == Reason.DRAIN);
    scene.settle(20);
    assertThat(scene.copiesOn(1)).isZero();
    assertThat(scene.added()).isEqualTo(6);
  }

  @Test
  void aWishMovesACopyAndItsLead() {
    Scene scene =
        Scene.of(3).shard(1, 2, 1, 2).wish(new PlacementWish.Move(shard(1), node(1), node(3)));
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
    scene.fill();
    assertThat(scene.round())
        .containsExactly(new Promote(shard(1), node(3)), new DropReplica(shard(1), node(1)));
    scene.fill();
    assertThat(scene.view().wishes()).isEmpty();
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void aWishThatCannotBeFollowedWaitsAndTellsWhy() {
    Scene scene =
        Scene.of(3).shard(1, 1, 1).wish(new PlacementWish.Move(shard(1), node(1), node(3))).lost(3);
    assertThat(scene.next()).isEmpty();
    assertThat(scene.plan().tasks())
        .containsExactly(
            new PlacementTask(
                shard(1),
                Reason.WISH,
                Optional.of(node(1)),
                Optional.of(node(3)),
                Optional.of("that node is not up")));
    assertThat(scene.up(3).used(3, 900 * GB).plan().tasks().getFirst().waitsFor())
        .contains("that node has no room");
  }

  @Test
  void aWishAddsACopyThatStaysAsLongAsTheWish() {
    PlacementWish wish = new PlacementWish.Replicate(shard(1), node(3));
    Scene scene = Scene.of(4).shard(1, 2, 1, 2).wish(wish);
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
    scene.fill();
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void aWishedCopyTakesThePlaceOfAnother() {
    PlacementWish wish = new PlacementWish.Replicate(shard(1), node(3));
    Scene scene = Scene.of(4).shard(1, 1, 1, 2).wish(wish);
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
    scene.fill();
    assertThat(scene.round()).containsExactly(new DropReplica(shard(1), node(2)));
  }

  @Test
  void aDroppedCopyIsMadeAnewElsewhereFirstIfTheRestAreTooFew() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2).wish(new PlacementWish.Drop(shard(1), node(1)));
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
    scene.fill();
    assertThat(scene.round())
        .contains(new DropReplica(shard(1), node(1)))
        .noneMatch(AddReplica.class::isInstance);
    assertThat(scene.view().wishes()).isEmpty();
    assertThat(scene.table().find(shard(1)).orElseThrow().copies())
        .containsExactlyInAnyOrder(node(2), node(3));
  }

  @Test
  void aDropChoosesWhichOfTooManyCopiesGoes() {
    Scene scene = Scene.of(3).shard(1, 2, 1, 2, 3).wish(new PlacementWish.Drop(shard(1), node(2)));
    assertThat(scene.round()).containsExactly(new DropReplica(shard(1), node(2)));
  }

  @Test
  void theLastCopyStaysThoughItShallBeDropped() {
    Scene scene = Scene.of(1).shard(1, 1, 1).wish(new PlacementWish.Drop(shard(1), node(1)));
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void affinityKeepsCopiesOnItsNodesWhileOneIsUp() {
    Scene scene = Scene.of(4).shard(1, 2, 1, 2).affinity(1, Set.of(node(3), node(4)));
    scene.settle(5);
    assertThat(scene.table().find(shard(1)).orElseThrow().copies())
        .containsExactlyInAnyOrder(node(3), node(4));
    scene.lost(3).settle(5);
    assertThat(scene.table().find(shard(1)).orElseThrow().primary()).isEqualTo(node(4));
    scene.lost(4).settle(5);
    assertThat(scene.table().find(shard(1)).orElseThrow().copies()).contains(node(1), node(2));
  }

  @Test
  void copiesInOneZoneMoveApartWhenAnotherZoneJoins() {
    Scene scene = Scene.of(2).shard(1, 2, 1, 2).join(3, "y");
    assertThat(scene.round()).containsExactly(new AddReplica(shard(1), node(3)));
    scene.fill();
    scene.round();
    assertThat(scene.table().find(shard(1)).orElseThrow().copies())
        .containsExactlyInAnyOrder(node(1), node(3));
  }

  @Test
  void aNodeThatJoinsGetsItsShareAndNoMore() {
    Scene scene = Scene.of(3);
    for (int i = 0; i < 24; i++) {
      scene.shard(i, 1, 1 + i % 3);
    }
    assertThat(scene.next()).isEmpty();
    scene.join(4, "z").settle(50);
    assertThat(scene.copiesOn(4)).isBetween(5, 6);
    assertThat(scene.primariesOn(4)).isBetween(5, 6);
    assertThat(scene.added()).isEqualTo(scene.copiesOn(4));
  }

  @Test
  void aMoveIsNotTakenBackBeforeItsCopyIsInSync() {
    Scene scene = Scene.of(2);
    for (int i = 0; i < 6; i++) {
      scene.shard(i, 1, 1 + i % 2);
    }
    scene.join(3, "z").round();
    assertThat(scene.copiesOn(3)).isEqualTo(2);
    assertThat(scene.next()).isEmpty();
    scene.fill();
    scene.settle(50);
    assertThat(scene.primariesOn(3)).isEqualTo(2);
    assertThat(scene.added()).isEqualTo(2);
  }

  @Test
  void aLargerNodeGetsMore() {
    Scene scene = Scene.of(1).join(2, "z", 3 * Scene.CAPACITY).limits(Scene.WIDE);
    for (int i = 0; i < 40; i++) {
      scene.shard(i, 1, 1);
    }
    scene.settle(50);
    assertThat(scene.copiesOn(2)).isBetween(28, 32);
  }

  @Test
  void hotShardsPart() {
    Scene scene = Scene.of(2);
    scene.shard(1, 1, 1).sized(1, GB, 1000).shard(2, 1, 1).sized(2, GB, 1000);
    scene.shard(3, 1, 2).shard(4, 1, 2);
    scene.settle(10);
    assertThat(scene.table().find(shard(1)).orElseThrow().primary())
        .isNotEqualTo(scene.table().find(shard(2)).orElseThrow().primary());
  }

  @Test
  void smallDifferencesAreLeftAlone() {
    Scene scene = Scene.of(2).shard(1, 1, 1).shard(2, 1, 1).shard(3, 1, 2);
    assertThat(scene.sized(1, GB, 3).next()).isEmpty();
    assertThat(Scene.of(2).shard(1, 1, 1).sized(1, 500 * GB, 5000).next()).isEmpty();
  }

  @Test
  void primariesAreSpreadWithoutMovingCopies() {
    Scene scene = Scene.of(2);
    for (int i = 1; i <= 4; i++) {
      scene.shard(i, 2, 1, 2);
    }
    assertThat(scene.round()).hasSize(2).allMatch(Promote.class::isInstance);
    assertThat(scene.primariesOn(1)).isEqualTo(2);
    scene.fill();
    assertThat(scene.next()).isEmpty();
  }

  @Test
  void nothingIsBalancedWhileRepairsWait() {
    Scene scene = Scene.of(3).limits(new PlannerLimits(1, 4, 0.1, 0.2, SHORT, 10, 1000));
    for (int i = 1; i <= 6; i++) {
      scene.shard(i, 2, 1, 2);
    }
    scene.lost(2);
    assertThat(scene.plan().tasks()).noneMatch(task -> task.reason() == Reason.BALANCE);
  }

  @Test
  void twoCopiesOnOneNodeCannotBeSaid() {
    assertThatThrownBy(() -> new Placement(node(1), List.of(node(2), node(1))))
        .isInstanceOf(IllegalArgumentException.class);
    PlacementTable table =
        PlacementTable.EMPTY
            .after(new Place(shard(1), node(1)))
            .after(new AddReplica(shard(1), node(2)));
    assertThat(table.fits(new AddReplica(shard(1), node(2)))).isFalse();
    assertThat(table.fits(new DropReplica(shard(1), node(1)))).isFalse();
    assertThatThrownBy(() -> table.after(new DropReplica(shard(1), node(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> table.after(new Promote(shard(2), node(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReplicaThatIsForReadsLeadsOnlyInNeedAndGivesTheLeadBack() {
    Scene scene = Scene.of(3).holds(2, Holding.REPLICAS).shard(1, 2, 1, 2);
    scene.lost(1).round();
    assertThat(scene.table().find(shard(1)).orElseThrow().primary()).isEqualTo(node(2));
    assertThat(scene.table().find(shard(1)).orElseThrow().replicas()).contains(node(3));
    scene.fill();
    scene.round();
    assertThat(scene.table().find(shard(1)).orElseThrow().primary()).isEqualTo(node(3));
    scene.settle(10);
    assertThat(scene.table().find(shard(1))).contains(new Placement(node(3), List.of(node(2))));
  }

  @Test
  void aNewShardWaitsForANodeThatMayLeadIt() {
    Scene scene = Scene.of(2).holds(1, Holding.REPLICAS).holds(2, Holding.NOTHING).shard(1, 1);
    assertThat(scene.plan().steps()).isEmpty();
    assertThat(scene.join(3, "z").plan().steps())
        .containsExactly(new PlacementStep.Place(shard(1), node(3)));
  }

  @Test
  void aNodeThatMayHoldNothingAnyMoreIsEmptied() {
    Scene scene = Scene.of(2).shard(1, 1, 1).holds(1, Holding.NOTHING);
    scene.settle(10);
    assertThat(scene.table().find(shard(1))).contains(new Placement(node(2), List.of()));
  }
}
