package io.dunlin.index.search;

import java.util.Arrays;

/**
 * What a query adds to a sum over codes of 4-bit digits: for each digit a table of 16 entries, one
 * for each of its values, of one byte. So the sum over a code is one look-up a digit (fast scan;
 * the source is named in {@code fast_scan.h}).
 *
 * <p>With sign codes, a digit is the signs of a group of four components: for signs x of -1 and 1,
 * and the query's rotated components q, {@code sum x_i q_i} is about {@code scale * (sum of the
 * entries) + offset}. With product codes, it is a codeword, and so is the sum of its inner products
 * with the query. Entries are rounded to steps of the widest table. One per searching thread.
 */
public final class QueryTables {
  /** Components of a group. */
  public static final int GROUP = 4;

  /** Entries of a table. */
  public static final int ENTRIES = 1 << GROUP;

  /** Steps of codewords' tables: as many as there are bytes. */
  private static final int STEPS = 255;

  /**
   * Steps of sign tables. Signs are so coarse that it makes no difference, and sums of four entries
   * still fit a byte, which takes a quarter off the time of a scan.
   */
  private static final int NARROW_STEPS = 63;

  private static final int SCALE = 0;
  private static final int OFFSET = 1;

  private byte[] entries = new byte[0];
  private float[] sums = new float[0];
  private final float[] affine = new float[2];
  private boolean narrow;

  public QueryTables() {}

  /** Makes room for the tables of {@code length} signs. */
  public void resetToSigns(int length) {
    makeRoom(length / GROUP * ENTRIES);
    narrow = true;
  }

  /** Makes room for so many entries of all tables, which are of codewords. */
  public void resetToCodewords(int size) {
    makeRoom(size);
    narrow = false;
  }

  private void makeRoom(int size) {
    if (sums.length < size) {
      sums = new float[size];
      entries = new byte[size];
    }
  }

  /** Whether sums of four entries fit a byte. */
  public boolean isNarrow() {
    return narrow;
  }

  /**
   * Rounds the tables of codewords that {@link #sums} holds to bytes.
   *
   * @param parts tables there
   * @param digits of a code, at least as many: what is picked for the others is zero
   */
  public void round(int parts, int digits) {
    float widest = 0;
    float lowest = 0;
    for (int from = 0; from < parts * ENTRIES; from += ENTRIES) {
      float least = sums[from];
      float greatest = least;
      for (int i = from + 1; i < from + ENTRIES; i++) {
        least = Math.min(least, sums[i]);
        greatest = Math.max(greatest, sums[i]);
      }
      for (int i = from; i < from + ENTRIES; i++) {
        sums[i] -= least;
      }
      widest = Math.max(widest, greatest - least);
      lowest += least;
    }
    roundTo(STEPS, widest, parts * ENTRIES);
    Arrays.fill(entries, parts * ENTRIES, digits * ENTRIES, (byte) 0);
    affine[SCALE] = widest / STEPS;
    affine[OFFSET] = lowest;
  }

  /**
   * @param rotated a query, of which the first {@code length} components count
   * @param length a multiple of {@link #GROUP}
   */
  public void fill(float[] rotated, int length) {
    resetToSigns(length);
    int groups = length / GROUP;
    float widest = 0;
    float lowest = 0;
    float all = 0;
    for (int group = 0; group < groups; group++) {
      int at = group * GROUP;
      float negative = 0;
      float positive = 0;
      for (int i = at; i < at + GROUP; i++) {
        negative += Math.min(rotated[i], 0f);
        positive += Math.max(rotated[i], 0f);
      }
      fillGroup(rotated, at, group * ENTRIES, -negative);
      widest = Math.max(widest, positive - negative);
      lowest += negative;
      all += negative + positive;
    }
    roundTo(NARROW_STEPS, widest, groups * ENTRIES);
    affine[SCALE] = 2 * (widest / NARROW_STEPS);
    affine[OFFSET] = 2 * lowest - all;
  }

  private void roundTo(int steps, float widest, int count) {
    float perStep = widest > 0 ? steps / widest : 0;
    for (int i = 0; i < count; i++) {
      entries[i] = (byte) (int) (sums[i] * perStep + 0.5f);
    }
  }

  /** For each pattern the sum of the components whose sign it sets, above the lowest such sum. */
  private void fillGroup(float[] rotated, int from, int at, float aboveLowest) {
    sums[at] = aboveLowest;
    for (int bit = 0; bit < GROUP; bit++) {
      float component = rotated[from + bit];
      int patterns = 1 << bit;
      for (int pattern = 0; pattern < patterns; pattern++) {
        sums[at + patterns + pattern] = sums[at + pattern] + component;
      }
    }
  }

  /** Group by group the 16 entries, as unsigned bytes. */
  public byte[] entries() {
    return entries;
  }

  public float scale() {
    return affine[SCALE];
  }

  public float offset() {
    return affine[OFFSET];
  }

  /** Scale and offset, for kernels to write. */
  public float[] affine() {
    return affine;
  }

  /** What the entries are rounded from, for kernels to write. */
  public float[] sums() {
    return sums;
  }
}
