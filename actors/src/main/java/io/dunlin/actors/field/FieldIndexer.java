package io.dunlin.actors.field;

import io.dunlin.actors.build.LowPriority;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedFields;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.Segment;
import io.dunlin.persistence.segment.SegmentFields;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the segments of this node's copies the payload indexes that their collections ask for, and
 * takes away the others. Those of sealed segments are files beside the segments; what has yet to be
 * sealed has its own in memory. Reads find an index once it is whole and do without it until then.
 * Run now and then by one thread at a time, which may take long.
 */
public final class FieldIndexer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(FieldIndexer.class);

  private final CopyRegistry copies;
  private final CatalogCopy catalog;
  private boolean lowered;

  public FieldIndexer(CopyRegistry copies, CatalogCopy catalog) {
    this.copies = copies;
    this.catalog = catalog;
  }

  @Override
  public void run() {
    if (!lowered) {
      LowPriority.enter();
      lowered = true;
    }
    try {
      catalog.state().byName().values().forEach(this::settle);
    } catch (RuntimeException e) {
      // Thrown further it would be the last run.
      log.error("Payload indexes are looked after again with the next run", e);
    }
  }

  private void settle(CollectionInfo collection) {
    Map<JsonPath, FieldSchema> fields = fields(collection);
    for (ShardId shard : collection.shards()) {
      copies.find(shard).ifPresent(copy -> settle(copy, fields));
    }
  }

  private static Map<JsonPath, FieldSchema> fields(CollectionInfo collection) {
    Map<JsonPath, FieldSchema> fields = new LinkedHashMap<>();
    collection
        .config()
        .fields()
        .forEach((path, schema) -> fields.put(JsonPathParser.parse(path), schema));
    return fields;
  }

  private static void settle(ShardCopy copy, Map<JsonPath, FieldSchema> fields) {
    for (Segment segment : settled(copy)) {
      if (segment.tryAcquire()) {
        try {
          settle(segment, fields);
        } catch (NoSuchFileException gone) {
          log.debug("Shard {}: a segment was merged meanwhile", copy.shard(), gone);
        } catch (IOException | RuntimeException e) {
          log.warn("Shard {}: a payload index cannot be made: {}", copy.shard(), e.toString());
        } finally {
          segment.release();
        }
      }
    }
  }

  /** Not held, so that one that is merged meanwhile need not wait for all others. */
  private static List<Segment> settled(ShardCopy copy) {
    Optional<ShardView> held = copy.tryAcquire();
    if (held.isEmpty()) {
      return List.of();
    }
    try {
      return held.get().parts().stream()
          .filter(Part::settled)
          .map(part -> part.slice().segment())
          .toList();
    } finally {
      held.get().release();
    }
  }

  private static void settle(Segment segment, Map<JsonPath, FieldSchema> fields)
      throws IOException {
    if (segment instanceof SealedSegment sealed) {
      SealedFields.settle(sealed, fields);
      return;
    }
    for (Map.Entry<JsonPath, FieldSchema> field : fields.entrySet()) {
      if (!segment.fields().has(field.getKey(), field.getValue())) {
        segment
            .fields()
            .put(
                field.getKey(),
                SegmentFields.gather(segment, field.getValue(), field.getKey()).build());
      }
    }
    segment.fields().retain(fields.keySet());
  }
}
