package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The live rows of some slices in the order of their ids: rank 0 is the smallest id. Immutable once
 * made.
 */
final class LiveRows {
  private final List<SegmentSlice> slices;
  private final long[] high;
  private final long[] low;
  private final boolean[] uuid;

  /** Slice (upper half) and row of each live row, in the order in which they were found. */
  private final long[] places;

  /** Found rows by rank. */
  private final int[] order;

  private final int numbers;

  private LiveRows(List<SegmentSlice> slices) {
    this.slices = List.copyOf(slices);
    int count = Math.toIntExact(slices.stream().mapToLong(SegmentSlice::live).sum());
    high = new long[count];
    low = new long[count];
    uuid = new boolean[count];
    places = new long[count];
    order = new int[count];
    int found = 0;
    int numberCount = 0;
    for (int slice = 0; slice < slices.size(); slice++) {
      SegmentSlice source = slices.get(slice);
      for (int row = 0; row < source.rows(); row++) {
        if (source.isLive(row)) {
          PointId id = source.segment().id(row);
          high[found] = id.high();
          low[found] = id.low();
          uuid[found] = id.uuid();
          numberCount += id.uuid() ? 0 : 1;
          places[found] = (long) slice << 32 | row;
          order[found] = found;
          found++;
        }
      }
    }
    numbers = numberCount;
    sort(order.clone(), order, 0, count);
  }

  /**
   * @throws IllegalArgumentException when an id is live twice
   */
  static LiveRows of(List<SegmentSlice> slices) {
    LiveRows rows = new LiveRows(slices);
    for (int rank = 1; rank < rows.count(); rank++) {
      if (rows.compare(rows.order[rank - 1], rows.order[rank]) == 0) {
        throw new IllegalArgumentException("point " + rows.id(rank) + " is live in two rows");
      }
    }
    return rows;
  }

  int count() {
    return order.length;
  }

  /** How many ids, the first ones, are numbers. */
  int numbers() {
    return numbers;
  }

  PointId id(int rank) {
    int found = order[rank];
    return new PointId(uuid[found], high[found], low[found]);
  }

  /** Which of the slices holds the row. */
  int slice(int rank) {
    return (int) (places[order[rank]] >>> 32);
  }

  /** The row in its slice. */
  int row(int rank) {
    return (int) places[order[rank]];
  }

  SegmentSlice source(int rank) {
    return slices.get(slice(rank));
  }

  List<SegmentSlice> slices() {
    return slices;
  }

  /**
   * The vectors of all slices together, by their keys, less those that are gone. Where datatypes
   * differ the smallest is taken: what a collection's points hold was rounded to its datatype when
   * they were written.
   *
   * @throws IllegalArgumentException when two slices differ about the kind, size or metric of one
   */
  Map<String, VectorKind> specs() {
    Map<String, VectorKind> specs = new TreeMap<>();
    for (SegmentSlice slice : slices) {
      slice
          .segment()
          .specs()
          .forEach((name, kind) -> {
            if (slice.vectors().holds(name)) {
              VectorKind other = specs.putIfAbsent(name, kind);
              if (other != null) {
                specs.put(name, smaller(name, other, kind));
              }
            }
          });
    }
    return specs;
  }

  private static VectorKind smaller(String name, VectorKind one, VectorKind other) {
    if (one instanceof SparseSpec && other instanceof SparseSpec) {
      return one;
    }
    if (one instanceof VectorSpec a
        && other instanceof VectorSpec b
        && a.size() == b.size()
        && a.metric() == b.metric()
        && a.isMulti() == b.isMulti()) {
      return a.rowBytes() > b.rowBytes() ? b : a;
    }
    throw new IllegalArgumentException("vector '" + name + "' has two shapes");
  }

  private int compare(int foundA, int foundB) {
    if (uuid[foundA] != uuid[foundB]) {
      return uuid[foundA] ? 1 : -1;
    }
    int byHigh = Long.compareUnsigned(high[foundA], high[foundB]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low[foundA], low[foundB]);
  }

  /**
   * Merge sort of [from, to) from {@code source} into {@code target}, which hold the same at the
   * start. Sealed slices are sorted already, so most merges of a merge find nothing to do.
   */
  private void sort(int[] source, int[] target, int from, int to) {
    if (to - from < 2) {
      return;
    }
    int middle = (from + to) >>> 1;
    sort(target, source, from, middle);
    sort(target, source, middle, to);
    if (compare(source[middle - 1], source[middle]) <= 0) {
      System.arraycopy(source, from, target, from, to - from);
      return;
    }
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft =
          right == to || (left < middle && compare(source[left], source[right]) <= 0);
      target[i] = takeLeft ? source[left++] : source[right++];
    }
  }
}
