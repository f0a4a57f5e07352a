package io.dunlin.actors.snapshot;

import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The live points of a view, chunk by chunk, in no particular order. The caller holds the view.
 * Used by one thread at a time.
 */
final class ViewRows {
  /** What a chunk aims at; a point may be larger alone, and still fits a message. */
  private static final int CHUNK_BYTES = 256 << 10;

  private final ShardView view;
  private int part;
  private int row;
  private int number;

  ViewRows(ShardView view) {
    this.view = view;
  }

  ExportProtocol.Chunk next() {
    List<RowChange> points = new ArrayList<>();
    long bytes = 0;
    for (; part < view.parts().size(); part++, row = 0) {
      SegmentSlice slice = view.parts().get(part).slice();
      for (; row < slice.rows(); row++) {
        if (!slice.isLive(row)) {
          continue;
        }
        RowChange.Put point = point(slice, row);
        int size = EventBytes.sizeOf(point);
        if (!points.isEmpty() && bytes + size > CHUNK_BYTES) {
          return chunk(points, false);
        }
        points.add(point);
        bytes += size;
      }
    }
    return chunk(points, true);
  }

  private ExportProtocol.Chunk chunk(List<RowChange> points, boolean last) {
    LogEntry<ShardEvent> entry =
        LogEntry.written(0, new ShardEvent.Committed(view.time(), List.copyOf(points)));
    return new ExportProtocol.Chunk(number++, points.size(), entry.manifest(), entry.bytes(), last);
  }

  private static RowChange.Put point(SegmentSlice slice, int row) {
    Map<String, VectorValue> vectors = new LinkedHashMap<>();
    for (String name : slice.vectors().columns().keySet()) {
      if (slice.hasVector(name, row)) {
        vectors.put(name, slice.vector(name, row));
      }
    }
    return new RowChange.Put(slice.segment().id(row), vectors, slice.payload(row));
  }
}
