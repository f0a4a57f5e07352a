package io.dunlin.faults.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Random;

/** A vector that says which write it is of, so that half a write is seen. */
final class PointVector {
  static final int DIMENSION = 16;

  private PointVector() {}

  /** Small whole numbers: the same in text and in memory. */
  static int[] of(long key, long value) {
    return new Random(key * 1_000_003 + value).ints(DIMENSION, -1_000, 1_000).toArray();
  }

  static boolean matches(long key, long value, JsonNode vector) {
    int[] found = new int[vector.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = vector.get(i).asInt();
    }
    return Arrays.equals(of(key, value), found);
  }
}
