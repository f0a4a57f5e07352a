package io.dunlin.persistence.segment;

import io.dunlin.persistence.fieldindex.FieldIndex;
import io.dunlin.persistence.fieldindex.FieldIndexBuilder;
import io.dunlin.persistence.fieldindex.FieldIndexFile;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * The indexes over the payloads of a segment's rows that there are by now. They say nothing that
 * the payloads do not, so that readers may find them or not. Any thread that holds the segment may
 * call.
 */
public final class SegmentFields {
  private record Entry(String path, FieldIndex index) {}

  /** By steps: a path may be written in several ways. */
  private final Map<List<JsonPath.Step>, Entry> entries = new ConcurrentHashMap<>();

  /** Mapped until the segment is freed, as readers may have found an index before it left. */
  private final Queue<FieldIndexFile> files = new ConcurrentLinkedQueue<>();

  /** What an index of the path is made of, of all rows of a segment that takes no more. */
  public static FieldIndexBuilder gather(Segment segment, FieldSchema schema, JsonPath path) {
    FieldIndexBuilder builder = new FieldIndexBuilder(schema, path);
    for (int row = 0; row < segment.rows(); row++) {
      builder.add(segment.payloadBytes(row));
    }
    return builder;
  }

  public Optional<FieldIndex> find(JsonPath path) {
    return Optional.ofNullable(entries.get(path.steps())).map(Entry::index);
  }

  public boolean has(JsonPath path, FieldSchema schema) {
    return find(path).filter(index -> index.isOf(schema)).isPresent();
  }

  /** Whether these are the ones that are wanted, and no others. */
  boolean are(Map<JsonPath, FieldSchema> wanted) {
    return entries.size() == wanted.size()
        && wanted.entrySet().stream().allMatch(field -> has(field.getKey(), field.getValue()));
  }

  /** All of them, by their paths as these were written. */
  public Map<String, FieldIndex> all() {
    Map<String, FieldIndex> all = new HashMap<>();
    entries.values().forEach(entry -> all.put(entry.path(), entry.index()));
    return all;
  }

  /** Adds an index, in the place of an earlier one at the path. */
  public void put(JsonPath path, FieldIndex index) {
    entries.put(path.steps(), new Entry(path.text(), index));
  }

  /** As {@link #put(JsonPath, FieldIndex)}; the file is closed with the segment. */
  void put(JsonPath path, FieldIndexFile file) {
    files.add(file);
    put(path, file.index());
  }

  /** Lets go of all others. */
  public void retain(Set<JsonPath> paths) {
    entries.keySet().retainAll(paths.stream().map(JsonPath::steps).collect(Collectors.toSet()));
  }

  void close() {
    files.forEach(FieldIndexFile::close);
  }
}
