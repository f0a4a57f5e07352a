package io.dunlin.persistence.fieldindex;

import io.dunlin.persistence.model.Check.GeoPoint;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.ByteBuffersDataOutput;

/** Gathers points on the globe and their rows, and lays them out for a {@link GeoIndex}. */
final class GeoGatherer {
  private record Entry(long cell, int row, GeoPoint point) {}

  private final List<Entry> entries = new ArrayList<>();

  void add(GeoPoint point, int row) {
    entries.add(new Entry(ZOrder.of(point), row, point));
  }

  /** Adds the sections. */
  void writeTo(Map<String, MemorySegment> sections) {
    entries.sort(
        Comparator.<Entry>comparingLong(entry -> entry.cell() ^ Long.MIN_VALUE)
            .thenComparingInt(Entry::row));
    ByteBuffersDataOutput cells = new ByteBuffersDataOutput();
    ByteBuffersDataOutput rows = new ByteBuffersDataOutput();
    ByteBuffersDataOutput points = new ByteBuffersDataOutput();
    for (Entry entry : entries) {
      cells.writeLong(entry.cell());
      rows.writeInt(entry.row());
      points.writeLong(Double.doubleToLongBits(entry.point().lon()));
      points.writeLong(Double.doubleToLongBits(entry.point().lat()));
    }
    sections.put(FieldSections.GEO, MemorySegment.ofArray(cells.toArrayCopy()));
    sections.put(FieldSections.GEO_ROWS, MemorySegment.ofArray(rows.toArrayCopy()));
    sections.put(FieldSections.GEO_POINTS, MemorySegment.ofArray(points.toArrayCopy()));
  }
}
