package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dunlin.persistence.model.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PayloadOverlayProperties {
  private static final long SEED = 4377;

  /** One version and what it must say for ever. */
  private record Version(PayloadOverlay real, TreeMap<Integer, PayloadOverlay.Entry> model) {}

  @Test
  void everyVersionStaysWhatItWas() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      int rows = 1 << (1 + random.nextInt(17));
      List<Version> versions = new ArrayList<>();
      Version last = new Version(PayloadOverlay.NONE, new TreeMap<>());
      versions.add(last);
      for (int step = 0; step < 30; step++) {
        Map<Integer, PayloadOverlay.Entry> changes = new HashMap<>();
        for (int i = random.nextInt(40); i > 0; i--) {
          changes.put(random.nextInt(rows), entry(random.nextLong()));
        }
        TreeMap<Integer, PayloadOverlay.Entry> model = new TreeMap<>(last.model());
        model.putAll(changes);
        last = new Version(last.real().with(changes), model);
        versions.add(last);
      }
      for (Version version : versions) {
        assertSame(version, rows, random);
      }
    }
  }

  private static void assertSame(Version version, int rows, Random random) {
    PayloadOverlay real = version.real();
    assertThat(real.count()).as("seed " + SEED).isEqualTo(version.model().size());
    List<Integer> order = new ArrayList<>();
    Map<Integer, PayloadOverlay.Entry> seen = new HashMap<>();
    real.forEach((row, entry) -> {
      order.add(row);
      seen.put(row, entry);
    });
    assertThat(order).isSorted().hasSize(real.count());
    assertThat(seen).isEqualTo(version.model());
    for (int i = 0; i < 100; i++) {
      int row = random.nextInt(rows + 3000);
      assertThat(real.get(row)).isEqualTo(version.model().get(row));
    }
    PayloadOverlay again = PayloadOverlay.NONE.with(version.model());
    assertThat(again).isEqualTo(real).hasSameHashCodeAs(real);
  }

  @Test
  void refusesNegativeRowsAndKeepsItselfWithoutChanges() {
    PayloadOverlay one = PayloadOverlay.NONE.with(Map.of(7, entry(1)));
    assertThat(one.with(Map.of())).isSameAs(one);
    assertThat(one).isNotEqualTo(PayloadOverlay.NONE.with(Map.of(7, entry(2))));
    assertThatThrownBy(() -> one.with(Map.of(-1, entry(1))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PayloadOverlay.Entry entry(long version) {
    return new PayloadOverlay.Entry(new Payload(Map.of("v", version)), version);
  }
}
