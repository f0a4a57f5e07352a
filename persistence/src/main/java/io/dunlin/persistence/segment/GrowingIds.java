package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.PointId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The ids of a growing segment's rows, and for each id its rows, newest first.
 *
 * <p>An open-addressing table (linear probing, at most half full) holds the newest row of each id
 * plus one; an older row of the same id hangs on the newer one by {@link Columns#previous}. So a
 * reader whose slice ends before the newest row still finds the row that its slice has.
 *
 * <p>One thread appends; any thread may look up, and sees at least the rows that were appended
 * before its slice was published: columns and table are replaced through volatile fields, a table's
 * slots are written with release after the row they name.
 */
final class GrowingIds {
  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int FIRST_CAPACITY = 256;

  /** One element a row; grown by replacing it. */
  private record Columns(long[] high, long[] low, boolean[] uuid, int[] previous) {
    static Columns ofCapacity(int rows) {
      return new Columns(new long[rows], new long[rows], new boolean[rows], new int[rows]);
    }

    int capacity() {
      return low.length;
    }

    Columns copyOfCapacity(int rows) {
      return new Columns(
          Arrays.copyOf(high, rows),
          Arrays.copyOf(low, rows),
          Arrays.copyOf(uuid, rows),
          Arrays.copyOf(previous, rows));
    }

    boolean is(int row, PointId id) {
      return low[row] == id.low() && high[row] == id.high() && uuid[row] == id.uuid();
    }
  }

  private volatile Columns columns = Columns.ofCapacity(FIRST_CAPACITY);
  private volatile int[] table = new int[2 * FIRST_CAPACITY];

  /** Different ids in the table; only the writer's. */
  private int distinct;

  /** Adds the next row; {@code row} is the number of rows so far. */
  void append(int row, PointId id) {
    Columns target = columns;
    if (row == target.capacity()) {
      target = target.copyOfCapacity(2 * row);
      columns = target;
    }
    if (2 * (distinct + 1) > table.length) {
      table = rehashed(table, target);
    }
    int[] slots = table;
    int slot = slotOf(id, slots, target);
    int newestPlusOne = slots[slot];
    target.high[row] = id.high();
    target.low[row] = id.low();
    target.uuid[row] = id.uuid();
    target.previous[row] = newestPlusOne - 1;
    if (newestPlusOne == 0) {
      distinct++;
    }
    SLOTS.setRelease(slots, slot, row + 1);
  }

  /** The newest row of an id among the first {@code rows}, or -1. */
  int find(PointId id, int rows) {
    int[] slots = table;
    int mask = slots.length - 1;
    for (int slot = hash(id.high(), id.low(), id.uuid()) & mask; ; slot = (slot + 1) & mask) {
      int row = (int) SLOTS.getAcquire(slots, slot) - 1;
      if (row < 0) {
        return -1;
      }
      Columns source = columns;
      if (source.is(row, id)) {
        while (row >= rows) {
          row = source.previous[row];
        }
        return row;
      }
    }
  }

  PointId get(int row) {
    Columns source = columns;
    return new PointId(source.uuid[row], source.high[row], source.low[row]);
  }

  int compare(int rowA, int rowB) {
    Columns source = columns;
    if (source.uuid[rowA] != source.uuid[rowB]) {
      return source.uuid[rowA] ? 1 : -1;
    }
    int byHigh = Long.compareUnsigned(source.high[rowA], source.high[rowB]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(source.low[rowA], source.low[rowB]);
  }

  private static int slotOf(PointId id, int[] slots, Columns columns) {
    int mask = slots.length - 1;
    int slot = hash(id.high(), id.low(), id.uuid()) & mask;
    while (slots[slot] != 0 && !columns.is(slots[slot] - 1, id)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static int[] rehashed(int[] slots, Columns columns) {
    int[] larger = new int[2 * slots.length];
    int mask = larger.length - 1;
    for (int newestPlusOne : slots) {
      if (newestPlusOne != 0) {
        int row = newestPlusOne - 1;
        int slot = hash(columns.high[row], columns.low[row], columns.uuid[row]) & mask;
        while (larger[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger[slot] = newestPlusOne;
      }
    }
    return larger;
  }

  /** Murmur3's 64-bit finaliser: neighbouring numbers end far apart. */
  private static int hash(long high, long low, boolean uuid) {
    long bits = low ^ Long.rotateLeft(high, 32) ^ (uuid ? 0x9E3779B97F4A7C15L : 0);
    bits = (bits ^ bits >>> 33) * 0xFF51AFD7ED558CCDL;
    bits = (bits ^ bits >>> 33) * 0xC4CEB9FE1A85EC53L;
    return (int) (bits ^ bits >>> 33);
  }
}
