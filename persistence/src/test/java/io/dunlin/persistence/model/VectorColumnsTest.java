package io.dunlin.persistence.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VectorColumnsTest {
  private static final VectorSpec DENSE =
      new VectorSpec(3, Metric.DOT, HnswSettings.DEFAULTS, Optional.of(true));

  private static CollectionConfig config() {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", DENSE);
    vectors.put("a", DENSE);
    return new CollectionConfig(
        vectors, 1, 1, 1, true, HnswSettings.NONE, OptimizerSettings.NONE, Payload.EMPTY);
  }

  @Test
  void aVectorThatIsMadeAgainIsAnother() {
    CollectionConfig first = config();
    CollectionConfig dropped = first.withoutVector("a");
    CollectionConfig again = dropped.withVector("a", SparseSpec.NONE);

    assertThat(first.keyOf("a")).isEqualTo("a");
    assertThat(first.columns().holds("a")).isTrue();
    assertThat(dropped.columns().hasDropped("a")).isTrue();
    assertThat(again.columns().hasDropped("a")).isTrue();
    assertThat(again.columns().key("a")).contains(again.keyOf("a"));
    assertThat(again.columns().kinds()).containsKeys("", again.keyOf("a")).doesNotContainKey("a");
    assertThat(dropped.columns().hasDropped(again.keyOf("a")))
        .as("yet to be heard of is not gone")
        .isFalse();
    assertThat(again.columns().kinds().get("")).isEqualTo(DENSE.shape());
  }

  @Test
  void noKeyEverComesBackAndTheFirstVectorsStayKnown() {
    Random random = new Random(5);
    CollectionConfig config = config();
    Set<String> gone = new HashSet<>();
    for (int change = 1; change <= 300; change++) {
      String name = List.of("a", "b", "c").get(random.nextInt(3));
      VectorColumns before = config.columns();
      if (config.kind(name).isPresent()) {
        gone.add(config.keyOf(name));
        config = config.withoutVector(name);
      } else {
        config = config.withVector(name, random.nextBoolean() ? SparseSpec.NONE : DENSE);
      }
      VectorColumns now = config.columns();
      assertThat(now.changes()).isEqualTo(change).isGreaterThan(before.changes());
      assertThat(gone).allMatch(now::hasDropped);
      assertThat(now.kinds().keySet()).allMatch(now::holds).noneMatch(gone::contains);
      assertThat(config.firstColumns()).isEqualTo(config().columns());
      Map<String, VectorValue> sent = new HashMap<>();
      gone.forEach(key -> sent.put(key, VectorValue.of(1)));
      now.kinds().keySet().forEach(key -> sent.put(key, VectorValue.of(2)));
      assertThat(now.present(sent).keySet()).isEqualTo(now.kinds().keySet());
    }
  }
}
