package io.dunlin.persistence.fieldindex;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.filter.GeoShape;
import io.dunlin.persistence.filter.LongInterval;
import io.dunlin.persistence.filter.NumberInterval;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.WordMode;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.text.WordTest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * The index of one path over a segment's rows. What it cannot say of a row it leaves open; it never
 * says anything else than the payload would. Immutable, for any number of threads.
 */
public final class FieldIndex {
  private final FieldType type;
  private final int rows;
  private final ImmutableRoaringBitmap present;
  private final ImmutableRoaringBitmap nulls;
  private final ImmutableRoaringBitmap others;
  private final ImmutableRoaringBitmap typed;
  private final ImmutableRoaringBitmap several;
  private final @Nullable KeyIndex keys;
  private final @Nullable ColumnIndex column;
  private final @Nullable GeoIndex points;
  private final @Nullable WordIndex words;

  /**
   * @param sections by the names in {@link FieldSections}
   */
  FieldIndex(Map<String, MemorySegment> sections) {
    MemorySegment meta = of(sections, FieldSections.META);
    rows = meta.get(FieldSections.INT, 0);
    type =
        FieldType.valueOf(
            new String(meta.asSlice(Integer.BYTES).toArray(ValueLayout.JAVA_BYTE), UTF_8));
    present = RowSets.at(of(sections, FieldSections.PRESENT));
    nulls = RowSets.at(of(sections, FieldSections.NULLS));
    others = RowSets.at(of(sections, FieldSections.OTHERS));
    typed = RowSets.at(of(sections, FieldSections.TYPED));
    several = RowSets.at(of(sections, FieldSections.SEVERAL));
    KeyIndex found =
        sections.containsKey(FieldSections.KEYS)
            ? new KeyIndex(
                type,
                of(sections, FieldSections.KEYS),
                of(sections, FieldSections.KEY_OFFSETS),
                of(sections, FieldSections.POSTINGS),
                of(sections, FieldSections.POSTING_OFFSETS))
            : null;
    keys = type == FieldType.TEXT ? null : found;
    words =
        found != null && type == FieldType.TEXT
            ? new WordIndex(
                CollectionBytes.toTextSchema(
                    of(sections, FieldSections.SCHEMA).toArray(ValueLayout.JAVA_BYTE)),
                found)
            : null;
    column =
        sections.containsKey(FieldSections.COLUMN)
            ? new ColumnIndex(
                of(sections, FieldSections.COLUMN), of(sections, FieldSections.COLUMN_ROWS))
            : null;
    points =
        sections.containsKey(FieldSections.GEO)
            ? new GeoIndex(
                of(sections, FieldSections.GEO),
                of(sections, FieldSections.GEO_ROWS),
                of(sections, FieldSections.GEO_POINTS))
            : null;
  }

  private static MemorySegment of(Map<String, MemorySegment> sections, String name) {
    MemorySegment bytes = sections.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("there is no section '" + name + "'");
    }
    return bytes;
  }

  public FieldType type() {
    return type;
  }

  /** Whether it is what the schema asks for. */
  public boolean isOf(FieldSchema schema) {
    return type == schema.type() && (words == null || words.schema().equals(schema.words()));
  }

  public int rows() {
    return rows;
  }

  /** Rows with anything but null and an empty array at the path. */
  public ImmutableRoaringBitmap present() {
    return present;
  }

  /** Rows with a null at the path, or in an array there. */
  public ImmutableRoaringBitmap nulls() {
    return nulls;
  }

  /** Rows with values that are not of the type, or too large for the index. */
  public ImmutableRoaringBitmap others() {
    return others;
  }

  /** The distinct values, where the type has such an index. */
  public Optional<KeyIndex> keys() {
    return Optional.ofNullable(keys);
  }

  /** The values in their order, where the type has one. */
  public Optional<ColumnIndex> column() {
    return Optional.ofNullable(column);
  }

  /** Rows with a value at the path, or in an array there, for which a check holds. */
  public RowMatches matches(Check check) {
    return switch (check) {
      case Check.MatchValue(Object value) -> matchesAny(Set.of(value));
      case Check.MatchAny(Set<Object> values) -> matchesAny(values);
      case Check.MatchExcept(Set<Object> values) -> matchesOthersThan(values);
      case Check.MatchText text -> matchesText(text);
      case Check.MatchWords words -> matchesWords(words);
      case Check.Range range -> matchesRange(range);
      case Check.DatetimeRange range -> matchesDatetimes(range);
      case Check.GeoBox _, Check.GeoRadius _, Check.GeoPolygon _ ->
          matchesShape(GeoShape.of(check).orElseThrow());
      case Check.ValuesCount count -> matchesCount(count, false);
    };
  }

  /**
   * Rows with so many values at the path. Arrays are not kept as such, but most rows have one value
   * or none.
   *
   * @param once whether a row can have no more than one value, or one array, at the path
   */
  RowMatches matchesCount(Check.ValuesCount check, boolean once) {
    LongInterval counts = LongInterval.of(check.gt(), check.gte(), check.lt(), check.lte());
    boolean none = counts.side(0) == 0;
    ImmutableRoaringBitmap one =
        ImmutableRoaringBitmap.andNot(
            ImmutableRoaringBitmap.andNot(typed, several),
            ImmutableRoaringBitmap.or(others, nulls));
    // Beside a value there may be an empty array.
    boolean maybeNone = none && !once;
    return (none ? RowMatches.sure(present).not(rows) : RowMatches.NONE)
        .or(those(one, counts.side(1) == 0, maybeNone))
        .or(
            those(
                ImmutableRoaringBitmap.andNot(present, one),
                counts.low() <= 1 && counts.high() == Long.MAX_VALUE,
                maybeNone || (counts.low() <= counts.high() && counts.high() >= 1)));
  }

  private static RowMatches those(ImmutableRoaringBitmap rows, boolean hold, boolean mayHold) {
    if (hold) {
      return RowMatches.sure(rows);
    }
    return mayHold ? RowMatches.open(rows) : RowMatches.NONE;
  }

  private RowMatches matchesAny(Set<Object> values) {
    KeyIndex index = keys;
    if (index == null) {
      return anyValue();
    }
    RowMatches found = RowMatches.sure(index.rowsOfAny(values));
    return index.covers(values) ? found : found.or(RowMatches.open(others));
  }

  /** A row with one of the values may have another beside it. */
  private RowMatches matchesOthersThan(Set<Object> values) {
    KeyIndex index = keys;
    if (index == null) {
      return anyValue();
    }
    ImmutableRoaringBitmap found = index.rowsOfAny(values);
    return RowMatches.sure(ImmutableRoaringBitmap.andNot(typed, found))
        .or(RowMatches.open(ImmutableRoaringBitmap.and(found, several)))
        .or(RowMatches.open(others));
  }

  private RowMatches matchesText(Check.MatchText text) {
    return keys != null && hasTexts() && text.mode() == Check.TextMode.PREFIX
        ? RowMatches.sure(keys.rowsOfPrefix(text.text().getBytes(UTF_8)))
            .or(RowMatches.open(others))
        : matchesOfTexts(text);
  }

  /** Of a check that holds for texts alone. */
  private RowMatches matchesOfTexts(Check check) {
    if (keys != null && hasTexts()) {
      return RowMatches.sure(keys.rowsWhere(check)).or(RowMatches.open(others));
    }
    // What an index of words or of times knows are texts of which it does not know the wording.
    return type == FieldType.DATETIME || type == FieldType.TEXT
        ? anyValue()
        : RowMatches.open(others);
  }

  private RowMatches matchesWords(Check.MatchWords check) {
    WordIndex index = words;
    if (index == null || !index.schema().equals(check.schema())) {
      return matchesOfTexts(check);
    }
    WordTest test = new WordTest(check);
    if (test.asked().isEmpty()) {
      return RowMatches.NONE;
    }
    ImmutableRoaringBitmap found = index.rows(test, check.mode());
    RowMatches matches =
        switch (test.asked().size() == 1 ? WordMode.ANY : check.mode()) {
          case ANY -> RowMatches.sure(found);
          case ALL -> allInOneText(found);
          case PHRASE -> RowMatches.open(found);
        };
    return matches.or(RowMatches.open(others));
  }

  /** Of rows that have all words, the words of a row with several texts perhaps not in one. */
  private RowMatches allInOneText(ImmutableRoaringBitmap found) {
    ImmutableRoaringBitmap mixed = ImmutableRoaringBitmap.or(several, others);
    return new RowMatches(
        ImmutableRoaringBitmap.andNot(found, mixed), ImmutableRoaringBitmap.and(found, mixed));
  }

  private RowMatches matchesRange(Check.Range range) {
    ColumnIndex index = column;
    if (index == null || type == FieldType.DATETIME) {
      return RowMatches.open(others);
    }
    NumberInterval interval = NumberInterval.of(range);
    ImmutableRoaringBitmap found =
        type == FieldType.INTEGER
            ? index.rowsWithin(interval::side, rows)
            : index.rowsWithin(number -> interval.side(FieldValues.fromSortable(number)), rows);
    return RowMatches.sure(found).or(RowMatches.open(others));
  }

  private RowMatches matchesDatetimes(Check.DatetimeRange range) {
    if (column != null && type == FieldType.DATETIME) {
      LongInterval interval = LongInterval.of(range.gt(), range.gte(), range.lt(), range.lte());
      return RowMatches.sure(column.rowsWithin(interval::side, rows)).or(RowMatches.open(others));
    }
    return matchesOfTexts(range);
  }

  private RowMatches matchesShape(GeoShape shape) {
    GeoIndex index = points;
    if (index == null) {
      return RowMatches.open(others);
    }
    return RowMatches.sure(index.rowsIn(shape, rows)).or(RowMatches.open(others));
  }

  private boolean hasTexts() {
    return type == FieldType.KEYWORD || type == FieldType.UUID;
  }

  /** No row without a value at all. */
  private RowMatches anyValue() {
    return RowMatches.open(ImmutableRoaringBitmap.or(typed, others));
  }
}
