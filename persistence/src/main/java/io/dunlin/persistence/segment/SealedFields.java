package io.dunlin.persistence.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.fieldindex.FieldIndexFile;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payload indexes of a sealed segment, as files beside it: {@code SEGMENT.FIELD.fidx}, where
 * FIELD is a hash of path and type, and of what is a word. They are made from the segment, by each
 * node for itself, and whatever is wrong with one is mended by making it anew.
 */
public final class SealedFields {
  /** What the files' names end in. */
  public static final String SUFFIX = ".fidx";

  private static final Logger LOG = LoggerFactory.getLogger(SealedFields.class);

  private SealedFields() {}

  /** The name of the segment's file that an index's file belongs to. */
  public static String segmentOf(String file) {
    return file.substring(0, file.indexOf('.')) + SegmentBuilder.SUFFIX;
  }

  /**
   * Opens, or else makes, the indexes that are wanted and are not there, and removes all others.
   * One thread at a time calls it for a segment, and holds the segment.
   */
  public static void settle(SealedSegment segment, Map<JsonPath, FieldSchema> wanted)
      throws IOException {
    SegmentFields fields = segment.fields();
    if (fields.are(wanted)) {
      return;
    }
    Set<String> files = new HashSet<>();
    for (Map.Entry<JsonPath, FieldSchema> field : wanted.entrySet()) {
      Path file = file(segment, field.getValue(), field.getKey());
      files.add(file.getFileName().toString());
      if (!fields.has(field.getKey(), field.getValue())) {
        fields.put(field.getKey(), open(segment, field.getValue(), field.getKey(), file));
      }
    }
    fields.retain(wanted.keySet());
    removeOthers(segment, files);
  }

  private static Path file(SealedSegment segment, FieldSchema schema, JsonPath path) {
    String name = segment.file().getFileName().toString();
    String type = schema.type() == FieldType.TEXT ? "TEXT " + schema.words() : schema.type().name();
    String field = type + " " + path.text();
    return segment
        .file()
        .resolveSibling(
            name.substring(0, name.length() - SegmentBuilder.SUFFIX.length())
                + "."
                + UUID.nameUUIDFromBytes(field.getBytes(UTF_8))
                + SUFFIX);
  }

  private static FieldIndexFile open(
      SealedSegment segment, FieldSchema schema, JsonPath path, Path file) throws IOException {
    try {
      return FieldIndexFile.open(file);
    } catch (NoSuchFileException absent) {
      LOG.debug("{} is made", file);
    } catch (CorruptFileException damage) {
      LOG.warn("{}; it is made anew", damage.getMessage());
    }
    FieldIndexFile.write(SegmentFields.gather(segment, schema, path), file);
    return FieldIndexFile.open(file);
  }

  private static void removeOthers(SealedSegment segment, Set<String> files) throws IOException {
    String own = segment.file().getFileName().toString();
    try (Stream<Path> all = Files.list(segment.file().resolveSibling(""))) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX) && segmentOf(name).equals(own) && !files.contains(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
