package io.dunlin.persistence.fieldindex;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The sections of an index's file; all numbers are little endian.
 *
 * <pre>
 * meta            4 bytes number of rows, then the type's name
 * present         rows with anything but null and an empty array at the path
 * nulls           rows with a null at the path, or in an array there
 * others          rows with a value, not null, that is none of the type
 * typed           rows with a value of the type
 * several         rows with more than one
 *
 * keys            of keyword, uuid, integer, bool: each key's bytes, ascending; of text: the words
 * keys.offsets    8 bytes a key and one more: where it starts
 * postings        the rows of each key
 * postings.offsets  8 bytes a key and one more
 *
 * schema          of text: what is a word, in the form that it has in messages
 *
 * column          of integer, float, datetime: 8 bytes a value, ascending
 * column.rows     4 bytes a value: its row; ascending for equal values
 *
 * geo             of geo: 8 bytes a point, its place on the Z-order curve, ascending
 * geo.rows        4 bytes a point
 * geo.points      8 bytes longitude and 8 bytes latitude a point, as doubles
 * </pre>
 *
 * Sets of rows are Roaring bitmaps in their portable format
 * (https://github.com/RoaringBitmap/RoaringFormatSpec).
 */
final class FieldSections {
  static final int VERSION = 1;

  static final String META = "meta";
  static final String PRESENT = "present";
  static final String NULLS = "nulls";
  static final String OTHERS = "others";
  static final String TYPED = "typed";
  static final String SEVERAL = "several";
  static final String KEYS = "keys";
  static final String KEY_OFFSETS = "keys.offsets";
  static final String POSTINGS = "postings";
  static final String POSTING_OFFSETS = "postings.offsets";
  static final String SCHEMA = "schema";
  static final String COLUMN = "column";
  static final String COLUMN_ROWS = "column.rows";
  static final String GEO = "geo";
  static final String GEO_ROWS = "geo.rows";
  static final String GEO_POINTS = "geo.points";

  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private FieldSections() {}
}
