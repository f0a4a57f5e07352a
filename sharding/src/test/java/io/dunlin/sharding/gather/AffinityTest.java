package io.dunlin.sharding.gather;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.persistence.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AffinityTest {
  private static final int CALLERS = 6_000;
  private static final List<NodeId> NODES = nodes(5);

  private static List<NodeId> nodes(int count) {
    Random random = new Random(5);
    return Stream.generate(() -> new NodeId(new UUID(random.nextLong(), random.nextLong())))
        .limit(count)
        .toList();
  }

  private static List<NodeId> sorted(String caller, List<NodeId> nodes, Set<NodeId> last) {
    List<NodeId> sorted = new ArrayList<>(nodes);
    new Affinity(caller).sort(sorted, last::contains, node -> node);
    return sorted;
  }

  private static NodeId first(String caller, List<NodeId> nodes) {
    return sorted(caller, nodes, Set.of()).getFirst();
  }

  @Test
  void theOrderDoesNotDependOnWhoAsks() {
    assertThat(sorted("user-42", NODES, Set.of()))
        .containsExactlyInAnyOrderElementsOf(NODES)
        .isEqualTo(sorted("user-42", NODES.reversed(), Set.of()));
  }

  @Test
  void thoseThatAreAskedLastComeLastInTheirOrder() {
    List<NodeId> usual = sorted("user-42", NODES, Set.of());
    Set<NodeId> last = Set.of(usual.get(0), usual.get(3));
    List<NodeId> sorted = sorted("user-42", NODES, last);
    assertThat(sorted.subList(0, 3))
        .isEqualTo(usual.stream().filter(node -> !last.contains(node)).toList());
    assertThat(sorted.subList(3, 5)).isEqualTo(NODES.stream().filter(last::contains).toList());
  }

  @Test
  void callersSpreadOverTheNodes() {
    Map<NodeId, Integer> counts = new HashMap<>();
    for (int caller = 0; caller < CALLERS; caller++) {
      counts.merge(first("user-" + caller, NODES), 1, Integer::sum);
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(NODES);
    // 1200 each, give or take five standard deviations.
    assertThat(counts.values()).allMatch(count -> Math.abs(count - 1_200) < 160);
  }

  @Test
  void onlyTheCallersOfANodeThatGoesChooseAnew() {
    NodeId gone = NODES.get(2);
    List<NodeId> left = NODES.stream().filter(node -> !node.equals(gone)).toList();
    for (int caller = 0; caller < CALLERS; caller++) {
      NodeId before = first("user-" + caller, NODES);
      NodeId after = first("user-" + caller, left);
      if (!before.equals(gone)) {
        assertThat(after).isEqualTo(before);
      }
    }
  }
}
