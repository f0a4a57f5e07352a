package io.dunlin.index.sparse;

import java.util.Arrays;

/**
 * Numbers dimensions 0, 1, ... in the order in which they were added: an open-addressing table with
 * linear probing. One thread adds; when no more are added, any may look up.
 */
final class DimensionTable {
  private static final int FEWEST_PLACES = 16;

  /** The golden ratio's 32 bits (Knuth, "The Art of Computer Programming", section 6.4). */
  private static final int MULTIPLIER = 0x9E37_79B9;

  private int[] dimensions;

  /** The dimension's number plus one; zero where the place is free. */
  private int[] numbers;

  private int shift;
  private int size;

  DimensionTable(int expected) {
    int places = FEWEST_PLACES;
    while (places < 4L * expected && places < 1 << 30) {
      places *= 2;
    }
    dimensions = new int[places];
    numbers = new int[places];
    shift = Integer.numberOfLeadingZeros(places) + 1;
  }

  int size() {
    return size;
  }

  /** The dimension's number, or -1. */
  int find(int dimension) {
    return numbers[placeOf(dimension)] - 1;
  }

  /** The dimension's number, which is the next if it had none. */
  int add(int dimension) {
    int place = placeOf(dimension);
    if (numbers[place] == 0) {
      if (2 * (size + 1) > numbers.length) {
        grow();
        place = placeOf(dimension);
      }
      dimensions[place] = dimension;
      numbers[place] = ++size;
    }
    return numbers[place] - 1;
  }

  private int placeOf(int dimension) {
    int mask = numbers.length - 1;
    int place = (dimension * MULTIPLIER) >>> shift;
    while (numbers[place] != 0 && dimensions[place] != dimension) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    int[] before = dimensions;
    int[] numbersBefore = numbers;
    dimensions = new int[2 * before.length];
    numbers = new int[2 * before.length];
    shift--;
    for (int i = 0; i < before.length; i++) {
      if (numbersBefore[i] != 0) {
        int place = placeOf(before[i]);
        dimensions[place] = before[i];
        numbers[place] = numbersBefore[i];
      }
    }
  }

  /** All of them, ascending as unsigned numbers, each with its number in the lower half. */
  long[] sorted() {
    long[] sorted = new long[size];
    int next = 0;
    for (int place = 0; place < numbers.length; place++) {
      if (numbers[place] != 0) {
        sorted[next++] = Integer.toUnsignedLong(dimensions[place]) << 32 | (numbers[place] - 1);
      }
    }
    // With the highest bit turned, signed order is that of unsigned numbers.
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    return sorted;
  }
}
