package io.dunlin.bench.jmh;

import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Random tables and queries, the same in every run. */
final class Drawn {
  private Drawn() {}

  static RandomGenerator random() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(42);
  }

  static float[] query(RandomGenerator random, int length) {
    float[] query = new float[length];
    for (int i = 0; i < length; i++) {
      query[i] = random.nextFloat() - 0.5f;
    }
    return query;
  }

  static VectorRows rows(RandomGenerator random, int dimension, int count, Arena arena) {
    long components = (long) count * dimension;
    MemorySegment data = LargePages.allocate(components * Float.BYTES, arena);
    for (long i = 0; i < components; i++) {
      data.setAtIndex(VectorRows.COMPONENT, i, random.nextFloat() - 0.5f);
    }
    return new VectorRows(data, dimension, count);
  }

  /** Bytes of any value. */
  static MemorySegment bytes(RandomGenerator random, long count, Arena arena) {
    MemorySegment data = LargePages.allocate(count, arena);
    for (long at = 0; at + Long.BYTES <= count; at += Long.BYTES) {
      data.set(ValueLayout.JAVA_LONG_UNALIGNED, at, random.nextLong());
    }
    return data;
  }
}
