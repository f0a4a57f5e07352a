package io.dunlin.index.search;

/**
 * What a query adds to a sum over sign codes: for each group of four components a table of 16
 * entries, one for each pattern of signs, of one byte. So the sum over a code is one look-up a
 * group (fast scan; the source is named in {@code fast_scan.h}).
 *
 * <p>For a code with signs x of -1 and 1, and the query's rotated components q, {@code sum x_i q_i}
 * is about {@code scale * (sum of the entries) + offset}; entries are rounded to 255 steps of the
 * widest group. One per searching thread.
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
    int size = length / GROUP * ENTRIES;
    if (sums.length < size) {
      sums = new float[size];
      entries = new byte[size];
    }
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
