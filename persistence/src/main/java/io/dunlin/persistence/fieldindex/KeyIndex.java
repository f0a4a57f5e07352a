package io.dunlin.persistence.fieldindex;

import static io.dunlin.persistence.fieldindex.FieldSections.LONG;

import io.dunlin.persistence.filter.ValueTest;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.FieldType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.roaringbitmap.buffer.BufferFastAggregation;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/** The distinct values at a path, sorted, and the rows of each. Immutable. */
public final class KeyIndex {
  private final FieldType type;
  private final MemorySegment keys;
  private final MemorySegment keyOffsets;
  private final MemorySegment postings;
  private final MemorySegment postingOffsets;
  private final int size;

  KeyIndex(
      FieldType type,
      MemorySegment keys,
      MemorySegment keyOffsets,
      MemorySegment postings,
      MemorySegment postingOffsets) {
    this.type = type;
    this.keys = keys;
    this.keyOffsets = keyOffsets;
    this.postings = postings;
    this.postingOffsets = postingOffsets;
    this.size = (int) (keyOffsets.byteSize() / Long.BYTES) - 1;
  }

  /** Distinct values. */
  public int size() {
    return size;
  }

  public Object value(int rank) {
    return FieldValues.value(type, key(rank).toArray(ValueLayout.JAVA_BYTE));
  }

  public ImmutableRoaringBitmap rows(int rank) {
    return RowSets.at(slice(postings, postingOffsets, rank));
  }

  /** Rows with one of the given values, as far as these are of the type. */
  ImmutableRoaringBitmap rowsOfAny(Set<Object> values) {
    List<ImmutableRoaringBitmap> found = new ArrayList<>();
    for (Object value : values) {
      byte[] key = FieldValues.key(type, value);
      if (key != null) {
        found.add(rowsOf(key));
      }
    }
    return union(found);
  }

  /** None for a key that there is not. */
  ImmutableRoaringBitmap rowsOf(byte[] key) {
    int rank = ceiling(key);
    return rank < size && compare(rank, key) == 0 ? rows(rank) : RowMatches.NONE.sure();
  }

  /** Whether all of these values are such that a row with one of them is found by its key. */
  boolean covers(Set<Object> values) {
    return values.stream().allMatch(value -> FieldValues.key(type, value) != null);
  }

  /** Rows with a value for which the check holds: each distinct value is asked once. */
  ImmutableRoaringBitmap rowsWhere(Check check) {
    Predicate<Object> test = ValueTest.of(check);
    List<ImmutableRoaringBitmap> found = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      if (test.test(value(rank))) {
        found.add(rows(rank));
      }
    }
    return union(found);
  }

  /** Rows with a text that begins so. */
  ImmutableRoaringBitmap rowsOfPrefix(byte[] prefix) {
    List<ImmutableRoaringBitmap> found = new ArrayList<>();
    for (int rank = ceiling(prefix); rank < size && startsWith(rank, prefix); rank++) {
      found.add(rows(rank));
    }
    return union(found);
  }

  private boolean startsWith(int rank, byte[] prefix) {
    MemorySegment key = key(rank);
    return key.byteSize() >= prefix.length
        && Arrays.equals(key.asSlice(0, prefix.length).toArray(ValueLayout.JAVA_BYTE), prefix);
  }

  private static ImmutableRoaringBitmap union(List<ImmutableRoaringBitmap> sets) {
    return sets.size() == 1 ? sets.getFirst() : BufferFastAggregation.naive_or(sets.iterator());
  }

  /** The first rank whose key is not less. */
  private int ceiling(byte[] key) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int rank, byte[] other) {
    MemorySegment key = key(rank);
    MemorySegment wanted = MemorySegment.ofArray(other);
    long at = key.mismatch(wanted);
    if (at < 0) {
      return 0;
    }
    if (at == key.byteSize() || at == wanted.byteSize()) {
      return Long.compare(key.byteSize(), wanted.byteSize());
    }
    return Byte.compareUnsigned(
        key.get(ValueLayout.JAVA_BYTE, at), wanted.get(ValueLayout.JAVA_BYTE, at));
  }

  private MemorySegment key(int rank) {
    return slice(keys, keyOffsets, rank);
  }

  private static MemorySegment slice(MemorySegment bytes, MemorySegment offsets, int index) {
    long from = offsets.getAtIndex(LONG, index);
    return bytes.asSlice(from, offsets.getAtIndex(LONG, index + 1L) - from);
  }
}
