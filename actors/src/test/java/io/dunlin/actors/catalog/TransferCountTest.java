package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.catalog.TransferCount.Copy;
import io.dunlin.persistence.event.CatalogEvent;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TransferCountTest {
  private static final NodeId A = new NodeId(new UUID(1, 0));
  private static final NodeId B = new NodeId(new UUID(2, 0));
  private static final NodeId C = new NodeId(new UUID(3, 0));
  private static final ShardId SHARD = new ShardId(new UUID(0, 1));

  private record Counted(int begun, int done, int abandoned, int underWay) {}

  private final Set<Copy> inSync = new HashSet<>();
  private Counted last = new Counted(0, 0, 0, 0);
  private CatalogState state = CatalogState.EMPTY;
  private TransferCount count = started();

  private TransferCount started() {
    return new TransferCount(
        (begun, done, abandoned, underWay) -> last = new Counted(begun, done, abandoned, underWay));
  }

  private Counted placed(NodeId... replicas) {
    state =
        state.after(
            new CatalogEvent.ShardsPlaced(
                new TreeMap<>(Map.of(SHARD, new Placement(A, List.of(replicas))))));
    return look();
  }

  private Counted look() {
    count.look(state, inSync::contains);
    return last;
  }

  @Test
  void aCopyIsUnderWayUntilItIsInSync() {
    look();
    assertThat(placed()).isEqualTo(new Counted(0, 0, 0, 0));
    assertThat(placed(B)).isEqualTo(new Counted(1, 0, 0, 1));
    assertThat(look()).isEqualTo(new Counted(0, 0, 0, 1));
    inSync.add(new Copy(SHARD, B));
    assertThat(look()).isEqualTo(new Counted(0, 1, 0, 0));
    inSync.clear();
    assertThat(look()).as("behind for a moment").isEqualTo(new Counted(0, 0, 0, 0));
    assertThat(placed(B, C)).isEqualTo(new Counted(1, 0, 0, 1));
  }

  @Test
  void aCopyThatIsWantedNoMoreIsAbandoned() {
    look();
    placed(B);
    assertThat(placed(C)).isEqualTo(new Counted(1, 0, 1, 1));
    inSync.add(new Copy(SHARD, C));
    assertThat(look()).isEqualTo(new Counted(0, 1, 0, 0));
    assertThat(placed()).as("one that was done goes").isEqualTo(new Counted(0, 0, 0, 0));
  }

  @Test
  void whatIsThereAlreadyWasBegunByAnotherCatalog() {
    placed(B, C);
    count = started();
    inSync.add(new Copy(SHARD, B));
    assertThat(look()).isEqualTo(new Counted(0, 0, 0, 1));
    inSync.add(new Copy(SHARD, C));
    assertThat(look()).isEqualTo(new Counted(0, 1, 0, 0));
    count.end();
    assertThat(last).isEqualTo(new Counted(0, 0, 0, 0));
  }
}
