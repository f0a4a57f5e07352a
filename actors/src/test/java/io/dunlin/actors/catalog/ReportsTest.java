package io.dunlin.actors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final NodeId A = new NodeId(new UUID(1, 0));
  private static final NodeId B = new NodeId(new UUID(2, 0));
  private static final ShardId LARGE = new ShardId(new UUID(0, 1));
  private static final ShardId SMALL = new ShardId(new UUID(0, 2));
  private static final ShardId UNTOLD = new ShardId(new UUID(0, 3));
  private static final Placement PLACED = new Placement(A, List.of(B));

  private final Reports reports = new Reports();

  private static NodeReport report(NodeId node, Map<ShardId, NodeReport.Copy> copies) {
    return new NodeReport(node, 1000, 10, copies);
  }

  private static NodeReport.Copy copy(long bytes, double load, NodeId... inSync) {
    return new NodeReport.Copy(bytes, load, 1, Set.of(inSync));
  }

  @Test
  void aShardIsAsLargeAsItsLargestCopyAndAsBusyAsAllTogether() {
    reports.take(report(A, Map.of(LARGE, copy(900, 3), SMALL, copy(100, 0))));
    reports.take(report(B, Map.of(LARGE, copy(50, 2))));
    assertThat(reports.bytes(LARGE, Optional.of(PLACED))).isEqualTo(900);
    assertThat(reports.load(LARGE)).isEqualTo(5);
  }

  @Test
  void whatNobodyToldIsTakenForTheMeanButNothingForAShardWithoutAPlace() {
    assertThat(reports.bytes(UNTOLD, Optional.of(PLACED))).isZero();
    reports.take(report(A, Map.of(LARGE, copy(900, 3), SMALL, copy(100, 0))));
    assertThat(reports.bytes(UNTOLD, Optional.of(PLACED))).isEqualTo(500);
    assertThat(reports.bytes(UNTOLD, Optional.empty())).isZero();
  }

  @Test
  void thePrimaryAloneIsInSyncUntilItTellsOtherwise() {
    assertThat(reports.inSync(LARGE, PLACED)).containsExactly(A);
    reports.take(report(B, Map.of(LARGE, copy(1, 0, A))));
    assertThat(reports.inSync(LARGE, PLACED)).containsExactly(A);
    reports.take(report(A, Map.of(LARGE, copy(1, 0, B))));
    assertThat(reports.inSync(LARGE, PLACED)).containsExactlyInAnyOrder(A, B);
    assertThat(reports.inSync(LARGE, new Placement(A, List.of())))
        .as("no replica any more")
        .containsExactly(A);
  }

  @Test
  void aNodeThatIsGoneIsForgotten() {
    reports.take(report(A, Map.of(LARGE, copy(900, 3))));
    reports.retain(Set.of(B));
    assertThat(reports.of(A)).isEmpty();
    assertThat(reports.load(LARGE)).isZero();
  }
}
