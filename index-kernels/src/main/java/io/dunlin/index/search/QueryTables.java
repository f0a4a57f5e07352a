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
 * with the query. Entries are rounded to 255 steps of the widest table. One per searching thread.
 */
public final class QueryTables {
  /** Components of a group. */
  public static final int GROUP = 4;

  /** Entries of a table. */
  public static final int ENTRIES = 1 << GROUP;

  private static final int STEPS = 255;
  private static final int SCALE = 0;
  private static final int OFFSET = 1;

  private byte[] entries = new byte[0];
  private float[] sums = new float[0];
  private final float[] affine = new float[2];

  public QueryTables() {}

  /** Makes room for the tables of vectors of {@code length} components. */
  public void reset(int length) {
    resetEntries(length / GROUP * ENTRIES);
  }

  /** Makes room for so many entries of all tables. */
  public void resetEntries(int size) {
    if (sums.length < size) {
      sums = new float[size];
      entries = new byte[size];
    }
  }

  /**
   * Rounds what {@link #sums} holds to bytes.
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
    float perStep = widest > 0 ? STEPS / widest : 0;
    for (int i = 0; i < parts * ENTRIES; i++) {
      entries[i] = (byte) (int) (sums[i] * perStep + 0.5f);
    }
    Arrays.fill(entries, parts * ENTRIES, digits * ENTRIES, (byte) 0);
    affine[SCALE] = widest / STEPS;
    affine[OFFSET] = lowest;
  }

  /**
   * @param rotated a query, of which the first {@code length} components count
   * @param length a multiple of {@link #GROUP}
   */
  public void fill(float[] rotated, int length) {
    reset(length);
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
    float step = widest / STEPS;
    float perStep = widest > 0 ? STEPS / widest : 0;
    for (int i = 0; i < groups * ENTRIES; i++) {
      entries[i] = (byte) (int) (sums[i] * perStep + 0.5f);
    }
    affine[SCALE] = 2 * step;
    affine[OFFSET] = 2 * lowest - all;
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
