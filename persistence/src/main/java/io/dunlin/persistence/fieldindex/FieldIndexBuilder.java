package io.dunlin.persistence.fieldindex;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload.JsonNull;
import io.dunlin.persistence.payload.EncodedPath;
import io.dunlin.persistence.payload.PayloadReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Makes the index of one path over a segment's rows, which are given one by one, ascending. Belongs
 * to one thread. Takes memory for the distinct keys, up to a limit, and some 12 to 60 bytes a
 * value, or a text's word, of which there is a limit, too; values beyond the limits are left to the
 * payloads, which only makes some filters slower.
 */
public final class FieldIndexBuilder {
  private final FieldType type;
  private final EncodedPath path;
  private final MutableRoaringBitmap present = new MutableRoaringBitmap();
  private final MutableRoaringBitmap nulls = new MutableRoaringBitmap();
  private final MutableRoaringBitmap others = new MutableRoaringBitmap();
  private final MutableRoaringBitmap typed = new MutableRoaringBitmap();
  private final MutableRoaringBitmap several = new MutableRoaringBitmap();
  private final KeyGatherer keys = new KeyGatherer();
  private final ColumnGatherer column = new ColumnGatherer();
  private final GeoGatherer points = new GeoGatherer();
  private final WordGatherer words;
  private int rows;

  public FieldIndexBuilder(FieldSchema schema, JsonPath path) {
    this.type = schema.type();
    this.path = EncodedPath.of(path);
    this.words = new WordGatherer(schema.words());
  }

  /** Adds the next row by its payload's bytes. */
  public void add(byte[] payload) {
    int row = rows++;
    if (payload.length == 0) {
      return;
    }
    for (Object value : new PayloadReader(payload).valuesAt(path)) {
      if (value instanceof List<?> elements) {
        if (!elements.isEmpty()) {
          present.add(row);
        }
        elements.forEach(element -> addValue(element, row));
      } else {
        addValue(value, row);
        if (value != JsonNull.NULL) {
          present.add(row);
        }
      }
    }
  }

  private void addValue(Object value, int row) {
    if (value == JsonNull.NULL) {
      nulls.add(row);
    } else if (!addTyped(value, row)) {
      others.add(row);
    } else if (!typed.checkedAdd(row)) {
      several.add(row);
    }
  }

  /** False for a value that is none of the type. */
  private boolean addTyped(Object value, int row) {
    return switch (type) {
      case KEYWORD, UUID, BOOL -> addKey(value, row);
      case INTEGER -> addNumber(value, row) && addKey(value, row);
      case FLOAT, DATETIME -> addNumber(value, row);
      case GEO -> addPoint(value, row);
      case TEXT -> value instanceof String text && words.add(text, row);
    };
  }

  private boolean addKey(Object value, int row) {
    byte @Nullable [] key = FieldValues.key(type, value);
    return key != null && keys.add(key, row);
  }

  private boolean addNumber(Object value, int row) {
    OptionalLong number = FieldValues.number(type, value);
    number.ifPresent(found -> column.add(found, row));
    return number.isPresent();
  }

  private boolean addPoint(Object value, int row) {
    GeoPoint point = FieldValues.point(value);
    if (point == null) {
      return false;
    }
    points.add(point, row);
    return true;
  }

  /** The index in memory. Nothing can be added after that. */
  public FieldIndex build() {
    return new FieldIndex(sections());
  }

  /** The contents of the sections that {@link FieldSections} lists. */
  Map<String, MemorySegment> sections() {
    Map<String, MemorySegment> sections = new LinkedHashMap<>();
    byte[] name = type.name().getBytes(UTF_8);
    sections.put(
        FieldSections.META,
        MemorySegment.ofArray(
            ByteBuffer.allocate(Integer.BYTES + name.length)
                .putInt(Integer.reverseBytes(rows))
                .put(name)
                .array()));
    sections.put(FieldSections.PRESENT, bytes(present));
    sections.put(FieldSections.NULLS, bytes(nulls));
    sections.put(FieldSections.OTHERS, bytes(others));
    sections.put(FieldSections.TYPED, bytes(typed));
    sections.put(FieldSections.SEVERAL, bytes(several));
    try {
      switch (type) {
        case KEYWORD, UUID, BOOL -> keys.writeTo(sections);
        case INTEGER -> {
          keys.writeTo(sections);
          column.writeTo(sections);
        }
        case FLOAT, DATETIME -> column.writeTo(sections);
        case GEO -> points.writeTo(sections);
        case TEXT -> words.writeTo(sections);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("written to memory", impossible);
    }
    return sections;
  }

  private static MemorySegment bytes(MutableRoaringBitmap set) {
    return MemorySegment.ofArray(RowSets.bytes(set).array());
  }
}
