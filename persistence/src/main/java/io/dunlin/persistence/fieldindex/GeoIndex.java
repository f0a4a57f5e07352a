package io.dunlin.persistence.fieldindex;

import static io.dunlin.persistence.fieldindex.FieldSections.DOUBLE;
import static io.dunlin.persistence.fieldindex.FieldSections.INT;
import static io.dunlin.persistence.fieldindex.FieldSections.LONG;

import io.dunlin.persistence.filter.GeoShape;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.lang.foreign.MemorySegment;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BitUtil;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * Points on the globe along a {@link ZOrder} curve. A shape is looked for in the cells that its
 * bounds touch: those are quartered until few points are left in each, which are then asked one by
 * one. Immutable.
 */
final class GeoIndex {
  /** So few points are not worth a quartering. */
  private static final int FEW = 64;

  /** What rounding may have moved a point by when its cell was found, in degrees. */
  private static final double SLACK = 1e-6;

  private final MemorySegment cells;
  private final MemorySegment rows;
  private final MemorySegment points;
  private final int size;

  GeoIndex(MemorySegment cells, MemorySegment rows, MemorySegment points) {
    this.cells = cells;
    this.rows = rows;
    this.points = points;
    this.size = (int) (rows.byteSize() / Integer.BYTES);
  }

  /**
   * Rows with a point inside the shape.
   *
   * @param total rows of the segment
   */
  ImmutableRoaringBitmap rowsIn(GeoShape shape, int total) {
    Search search = new Search(shape);
    for (GeoShape.Bounds bounds : shape.bounds()) {
      search.visit(bounds, 0, 0, 0, 0, size);
    }
    return RowSets.of(search.found, search.count, total);
  }

  private final class Search {
    private final GeoShape shape;
    private int[] found = new int[16];
    private int count;

    Search(GeoShape shape) {
      this.shape = shape;
    }

    /** The cell (column, row) of 2^level by 2^level, whose points are those of [from, to). */
    void visit(GeoShape.Bounds bounds, int level, long column, long row, int from, int to) {
      double west = ZOrder.start(column, level, 360);
      double east = ZOrder.start(column + 1, level, 360);
      double south = ZOrder.start(row, level, 180);
      double north = ZOrder.start(row + 1, level, 180);
      if (from == to
          || bounds.east() < west - SLACK
          || bounds.west() > east + SLACK
          || bounds.north() < south - SLACK
          || bounds.south() > north + SLACK) {
        return;
      }
      boolean inside =
          bounds.west() <= west
              && bounds.east() >= east
              && bounds.south() <= south
              && bounds.north() >= north;
      if (inside || to - from <= FEW || level == ZOrder.LEVELS) {
        ask(from, to);
        return;
      }
      int start = from;
      for (int quarter = 0; quarter < 4; quarter++) {
        long nextColumn = 2 * column + (quarter & 1);
        long nextRow = 2 * row + (quarter >> 1);
        int end = quarter == 3 ? to : firstAfter(level + 1, nextColumn, nextRow, start, to);
        visit(bounds, level + 1, nextColumn, nextRow, start, end);
        start = end;
      }
    }

    private void ask(int from, int to) {
      for (int place = from; place < to; place++) {
        GeoPoint point =
            new GeoPoint(
                points.getAtIndex(DOUBLE, 2L * place), points.getAtIndex(DOUBLE, 2L * place + 1));
        if (shape.contains(point)) {
          found = ArrayUtil.grow(found, count + 1);
          found[count++] = rows.getAtIndex(INT, place);
        }
      }
    }
  }

  /** The first place of [from, to) behind a cell. */
  private int firstAfter(int level, long column, long row, int from, int to) {
    int shift = 2 * (ZOrder.LEVELS - level);
    long cell = BitUtil.interleave((int) column, (int) row);
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(cells.getAtIndex(LONG, middle) >>> shift, cell) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
