package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.PointId;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The sorted ids of a sealed segment: numbers, then UUIDs. Immutable. */
record SealedIds(MemorySegment numbers, MemorySegment uuids) {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

  private int numberCount() {
    return (int) (numbers.byteSize() / Long.BYTES);
  }

  private int uuidCount() {
    return (int) (uuids.byteSize() / (2 * Long.BYTES));
  }

  PointId get(int row) {
    int numberCount = numberCount();
    if (row < numberCount) {
      return PointId.of(numbers.getAtIndex(LONG, row));
    }
    return new PointId(true, high(row - numberCount), low(row - numberCount));
  }

  /** The row of an id, or -1. */
  int find(PointId id) {
    return id.uuid() ? findUuid(id.high(), id.low()) : findNumber(id.low());
  }

  private int findNumber(long number) {
    int from = 0;
    int to = numberCount() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      int order = Long.compareUnsigned(numbers.getAtIndex(LONG, middle), number);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -1;
  }

  private int findUuid(long high, long low) {
    int from = 0;
    int to = uuidCount() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      int order = Long.compareUnsigned(high(middle), high);
      if (order == 0) {
        order = Long.compareUnsigned(low(middle), low);
      }
      if (order == 0) {
        return numberCount() + middle;
      }
      if (order < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    return -1;
  }

  private long high(int index) {
    return uuids.getAtIndex(LONG, 2L * index);
  }

  private long low(int index) {
    return uuids.getAtIndex(LONG, 2L * index + 1);
  }
}
