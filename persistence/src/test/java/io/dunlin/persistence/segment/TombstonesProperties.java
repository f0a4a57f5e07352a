package io.dunlin.persistence.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TombstonesProperties {
  private static final long SEED = 8121;

  /** One version and what it must say for ever. */
  private record Version(Tombstones real, BitSet model) {}

  @Test
  void everyVersionStaysWhatItWas() {
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      int rows = 1 << (1 + random.nextInt(19));
      List<Version> versions = new ArrayList<>();
      Version last = new Version(Tombstones.NONE, new BitSet());
      versions.add(last);
      for (int step = 0; step < 30; step++) {
        int[] dead = random.ints(random.nextInt(50) + 5, 0, rows).toArray();
        int count = random.nextInt(dead.length + 1);
        BitSet model = (BitSet) last.model().clone();
        for (int i = 0; i < count; i++) {
          model.set(dead[i]);
        }
        last = new Version(last.real().with(dead, count), model);
        versions.add(last);
      }
      for (Version version : versions) {
        assertSame(version, rows, random);
      }
    }
  }

  private static void assertSame(Version version, int rows, Random random) {
    Tombstones real = version.real();
    BitSet model = version.model();
    assertThat(real.count()).as("seed " + SEED).isEqualTo(model.cardinality());
    assertThat(real.toBytes()).isEqualTo(model.toByteArray());
    for (int i = 0; i < 200; i++) {
      int row = random.nextInt(rows + 70_000);
      assertThat(real.isDead(row)).isEqualTo(model.get(row));
      assertThat(real.nextDead(row)).isEqualTo(model.nextSetBit(row));
    }
    Tombstones read = Tombstones.fromBytes(real.toBytes());
    assertThat(read).isEqualTo(real).hasSameHashCodeAs(real);
    assertThat(read.toBytes()).isEqualTo(real.toBytes());
  }

  @Test
  void copiesNothingWhenNothingDies() {
    Tombstones some = Tombstones.NONE.with(new int[] {3, 70_000}, 2);
    assertThat(some.with(new int[] {70_000, 3, 3}, 3)).isSameAs(some);
    assertThat(some.with(new int[] {9}, 0)).isSameAs(some);
    assertThat(some.with(new int[] {4, 4}, 2).count()).isEqualTo(3);
    assertThat(some).isNotEqualTo(Tombstones.NONE);
  }

  @Test
  void knowsTheLastRowAndRefusesNegativeOnes() {
    int last = Integer.MAX_VALUE - 1;
    Tombstones one = Tombstones.NONE.with(new int[] {last}, 1);
    assertThat(one.isDead(last)).isTrue();
    assertThat(one.nextDead(0)).isEqualTo(last);
    assertThat(one.nextDead(last + 1)).isEqualTo(-1);
    assertThatThrownBy(() -> Tombstones.NONE.with(new int[] {-1}, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
