package io.dunlin.persistence.fieldindex;

import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * What indexes say of a condition: the rows for which it surely holds, and those whose payloads are
 * to be looked at. It holds for no other row. Conditions are combined as in Kleene's logic of three
 * values ("Introduction to Metamathematics", 1952, section 64), so that a filter of which only a
 * part is indexed still leaves few rows to be looked at.
 *
 * @param sure never changed
 * @param open has no row in common with {@code sure}; never changed
 */
public record RowMatches(ImmutableRoaringBitmap sure, ImmutableRoaringBitmap open) {
  public static final RowMatches NONE =
      new RowMatches(new MutableRoaringBitmap(), new MutableRoaringBitmap());

  /** Every one of {@code rows} rows. */
  public static RowMatches all(int rows) {
    return sure(range(rows));
  }

  /** Any of {@code rows} rows, for all that is known. */
  public static RowMatches unknown(int rows) {
    return open(range(rows));
  }

  static RowMatches sure(ImmutableRoaringBitmap rows) {
    return new RowMatches(rows, NONE.open);
  }

  static RowMatches open(ImmutableRoaringBitmap rows) {
    return new RowMatches(NONE.sure, rows);
  }

  private static ImmutableRoaringBitmap range(int rows) {
    return MutableRoaringBitmap.bitmapOfRange(0, rows);
  }

  /** The rows for which it may hold. */
  public ImmutableRoaringBitmap possible() {
    return open.isEmpty() ? sure : ImmutableRoaringBitmap.or(sure, open);
  }

  public RowMatches and(RowMatches other) {
    ImmutableRoaringBitmap both = ImmutableRoaringBitmap.and(sure, other.sure);
    if (open.isEmpty() && other.open.isEmpty()) {
      return sure(both);
    }
    return new RowMatches(
        both,
        ImmutableRoaringBitmap.andNot(
            ImmutableRoaringBitmap.and(possible(), other.possible()), both));
  }

  public RowMatches or(RowMatches other) {
    ImmutableRoaringBitmap either = ImmutableRoaringBitmap.or(sure, other.sure);
    if (open.isEmpty() && other.open.isEmpty()) {
      return sure(either);
    }
    return new RowMatches(
        either, ImmutableRoaringBitmap.andNot(ImmutableRoaringBitmap.or(open, other.open), either));
  }

  /** Of the opposite condition, among {@code rows} rows. */
  public RowMatches not(int rows) {
    return new RowMatches(ImmutableRoaringBitmap.andNot(range(rows), possible()), open);
  }
}
