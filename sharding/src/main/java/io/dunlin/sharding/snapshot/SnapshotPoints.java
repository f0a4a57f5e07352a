package io.dunlin.sharding.snapshot;

import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Upsert;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.snapshot.SnapshotPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The points of a snapshot as a user would send them. */
final class SnapshotPoints {
  private SnapshotPoints() {}

  /**
   * Without vectors that the collection does not have: one may have been made or dropped while the
   * snapshot was, or since.
   *
   * @throws IOException when they are something else
   */
  static Upsert upsert(SnapshotPart.Points part, CollectionConfig config) throws IOException {
    if (!(LogEntry.read(part.bytes(), part.manifest())
            instanceof LogEntry.Written<?>(long _, Object event, byte[] _)
        && event instanceof ShardEvent.Committed(long _, List<RowChange> changes))) {
      throw new IOException("\"" + part.manifest() + "\" is no upsert of points");
    }
    List<PointInput> points = new ArrayList<>(changes.size());
    for (RowChange change : changes) {
      if (!(change instanceof RowChange.Put(var id, var vectors, var payload, _))) {
        throw new IOException("a point is changed rather than set");
      }
      Map<String, VectorValue> known = new HashMap<>(vectors);
      known.keySet().retainAll(config.kinds().keySet());
      points.add(new PointInput(id, known, payload));
    }
    if (points.size() != part.count()) {
      throw new IOException("%d points where %d were said".formatted(points.size(), part.count()));
    }
    return new Upsert(points);
  }
}
