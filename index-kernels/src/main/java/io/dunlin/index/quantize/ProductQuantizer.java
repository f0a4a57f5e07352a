package io.dunlin.index.quantize;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A vector as a few digits: it is cut into parts, and each part is replaced by the number of a
 * codeword that stands for it (Jégou, Douze and Schmid, "Product quantization for nearest neighbor
 * search", TPAMI 2011; m is the number of parts, k* the number of codewords). A query is not
 * quantized: for each part it has a table of what each codeword adds to the score, and the score of
 * a code is the sum of one entry from each table (their asymmetric distances).
 *
 * <p>Codewords may be chosen for what they do to inner products rather than for their distance:
 * with {@code eta} above one, an error in the direction of the vector itself counts eta times as
 * much as one across it (Guo et al., "Accelerating large-scale inference with anisotropic vector
 * quantization", ICML 2020).
 *
 * <p>Immutable, and safe for any number of threads. Layout, little-endian:
 *
 * <pre>
 * byte    0  magic "PQCB"
 *         4  version, 1
 *         8  dimension
 *        12  parts
 *        16  bits of a digit, 4 or 8
 *        20  eta (float)
 *        24  zero
 *        64  for each part its codewords, each of as many floats as the longest part has components
 * </pre>
 */
public final class ProductQuantizer {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT = VectorRows.COMPONENT;

  private static final int MAGIC = 'P' | 'Q' << 8 | 'C' << 16 | 'B' << 24;
  private static final int VERSION = 1;
  private static final long VERSION_AT = 4;
  private static final long DIMENSION_AT = 8;
  private static final long PARTS_AT = 12;
  private static final long BITS_AT = 16;
  private static final long ETA_AT = 20;
  private static final long CODEWORDS_AT = 64;

  /** Components that a loop over codewords takes on at a time: fewer loads and stores of sums. */
  private static final int FOUR = 4;

  /** The eta of errors that count the same in every direction. */
  public static final float ISOTROPIC = 1;

  private final SubSpaces parts;
  private final int bits;
  private final float eta;

  /** Part by part, codeword by codeword, component by component. */
  private final float[] codewords;

  /**
   * For each component of a part: part by part, codeword by codeword. Entry for entry as tables
   * are, so that loops over codewords have one index for all arrays and are compiled to wide
   * vectors.
   */
  private final float[][] columns;

  /** The columns one after the other, for kernels. */
  private final float[] transposed;

  /**
   * @param bits of a digit: 8 for 256 codewords, 4 for 16
   * @param eta at least one; see {@link #eta(double, int)}
   * @param codewords part by part, {@link SubSpaces#width} floats each; copied
   */
  public ProductQuantizer(SubSpaces parts, int bits, float eta, float[] codewords) {
    require(bits == 4 || bits == 8, "has digits of neither 4 nor 8 bits");
    require(eta >= 1 && eta < Float.POSITIVE_INFINITY, "has an impossible eta");
    require(
        codewords.length == codewordFloats(parts, bits), "has another length than its header says");
    for (float component : codewords) {
      require(Float.isFinite(component), "has a codeword that is not finite");
    }
    this.parts = parts;
    this.bits = bits;
    this.eta = eta;
    this.codewords = codewords.clone();
    this.columns = transpose(this.codewords, parts.width());
    this.transposed = join(columns, codewords.length);
  }

  /**
   * How much more an error along a vector counts than one across it, if only inner products matter
   * that are greater than a share of the greatest possible one: {@code (d - 1) t² / (1 - t²)}, the
   * limit for many dimensions in theorem 3.4 of Guo et al.
   *
   * @param threshold t, above 0 and below 1, of vectors of length one; 0.2 is usual
   */
  public static float eta(double threshold, int dimension) {
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException("threshold " + threshold + " is not between 0 and 1");
    }
    double square = threshold * threshold;
    return (float) Math.max(1, (dimension - 1) * square / (1 - square));
  }

  /**
   * Reads codewords from a section.
   *
   * @throws IllegalArgumentException that says what is wrong with the bytes
   */
  public static ProductQuantizer open(MemorySegment bytes) {
    require(bytes.byteSize() >= CODEWORDS_AT, "is shorter than its header");
    require(bytes.get(INT, 0) == MAGIC, "does not start with its magic");
    require(bytes.get(INT, VERSION_AT) == VERSION, "has an unknown version");
    int dimension = bytes.get(INT, DIMENSION_AT);
    require(dimension >= 1 && dimension <= VectorRows.MAX_DIMENSION, "has an impossible dimension");
    int count = bytes.get(INT, PARTS_AT);
    require(count >= 1 && count <= dimension, "has an impossible number of parts");
    int bits = bytes.get(INT, BITS_AT);
    require(bits == 4 || bits == 8, "has digits of neither 4 nor 8 bits");
    SubSpaces parts = new SubSpaces(dimension, count);
    int floats = codewordFloats(parts, bits);
    require(
        bytes.byteSize() == CODEWORDS_AT + (long) floats * Float.BYTES,
        "has another length than its header says");
    float[] codewords = new float[floats];
    MemorySegment.copy(bytes, FLOAT, CODEWORDS_AT, codewords, 0, floats);
    return new ProductQuantizer(parts, bits, bytes.get(FLOAT, ETA_AT), codewords);
  }

  /** What a file section holds, in memory of {@code arena}. */
  public MemorySegment bytes(Arena arena) {
    MemorySegment bytes = arena.allocate(CODEWORDS_AT + (long) codewords.length * Float.BYTES, 64);
    bytes.set(INT, 0, MAGIC);
    bytes.set(INT, VERSION_AT, VERSION);
    bytes.set(INT, DIMENSION_AT, parts.dimension());
    bytes.set(INT, PARTS_AT, parts.count());
    bytes.set(INT, BITS_AT, bits);
    bytes.set(FLOAT, ETA_AT, eta);
    MemorySegment.copy(codewords, 0, bytes, FLOAT, CODEWORDS_AT, codewords.length);
    return bytes;
  }

  /** How many bytes a file section holds. */
  public static long byteSize(SubSpaces parts, int bits) {
    return CODEWORDS_AT + (long) codewordFloats(parts, bits) * Float.BYTES;
  }

  private static int codewordFloats(SubSpaces parts, int bits) {
    return (parts.count() * parts.width()) << bits;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the section of codewords " + problem);
    }
  }

  private static float[][] transpose(float[] codewords, int width) {
    float[][] columns = new float[width][codewords.length / width];
    for (int i = 0; i < codewords.length; i++) {
      columns[i % width][i / width] = codewords[i];
    }
    return columns;
  }

  private static float[] join(float[][] columns, int length) {
    float[] joined = new float[length];
    for (int i = 0; i < columns.length; i++) {
      System.arraycopy(columns[i], 0, joined, i * columns[i].length, columns[i].length);
    }
    return joined;
  }

  public SubSpaces parts() {
    return parts;
  }

  /** Digits of a code. */
  public int digits() {
    return parts.count();
  }

  /** Bits of a digit, 4 or 8. */
  public int bits() {
    return bits;
  }

  /** Codewords of a part: how many values a digit has. */
  public int codewordsPerPart() {
    return 1 << bits;
  }

  public float eta() {
    return eta;
  }

  /**
   * Codeword w of part p starts at {@code (p * codewordsPerPart + w) * parts.width()}. The array
   * itself: not to be changed.
   */
  public float[] codewords() {
    return codewords;
  }

  /**
   * Component i of codeword w of part p stands at {@code (i * digits + p) * codewordsPerPart + w}.
   * The array itself: not to be changed.
   */
  public float[] transposed() {
    return transposed;
  }

  /**
   * Chooses the digits of a vector, 0..15 or 0..255, one a byte. Who encodes many vectors keeps a
   * {@link ProductEncoder}, which keeps its memory.
   */
  public void encode(float[] vector, byte[] digits) {
    new ProductEncoder(this).encode(vector, digits);
  }

  /** Writes the vector that a code stands for. */
  public void decode(byte[] digits, float[] out) {
    for (int part = 0; part < parts.count(); part++) {
      int word = (part << bits) + Byte.toUnsignedInt(digits[part]);
      System.arraycopy(codewords, word * parts.width(), out, parts.start(part), parts.length(part));
    }
  }

  /**
   * Fills a query's tables: entry {@code p * codewordsPerPart + w} is what codeword w of part p
   * adds to the score.
   *
   * @param out at least {@code digits * codewordsPerPart} floats
   */
  public void fillTables(Metric metric, float[] query, float[] out) {
    for (int part = 0; part < parts.count(); part++) {
      switch (metric) {
        case DOT, COSINE -> fillProducts(part, query, out);
        case EUCLID -> fillSquares(part, query, out);
        case MANHATTAN -> fillDifferences(part, query, out);
        case HAMMING, JACCARD ->
            throw new IllegalArgumentException(metric + " has no product codes");
      }
      if (!metric.greaterIsBetter()) {
        negate(out, part << bits, (part + 1) << bits);
      }
    }
  }

  /** Writes the inner products of a part of a vector and each of its codewords. */
  void fillProducts(int part, float[] vector, float[] out) {
    int from = part << bits;
    int to = from + codewordsPerPart();
    Arrays.fill(out, from, to, 0f);
    int at = parts.start(part);
    int i = 0;
    for (; i + FOUR <= parts.length(part); i += FOUR) {
      addProducts(vector, at + i, columns, i, from, to, out);
    }
    for (; i < parts.length(part); i++) {
      addProduct(vector[at + i], columns[i], from, to, out);
    }
  }

  private static void addProducts(
      float[] vector, int at, float[][] columns, int first, int from, int to, float[] out) {
    float component0 = vector[at];
    float component1 = vector[at + 1];
    float component2 = vector[at + 2];
    float component3 = vector[at + 3];
    float[] column0 = columns[first];
    float[] column1 = columns[first + 1];
    float[] column2 = columns[first + 2];
    float[] column3 = columns[first + 3];
    for (int word = from; word < to; word++) {
      float sum = Math.fma(component0, column0[word], out[word]);
      sum = Math.fma(component1, column1[word], sum);
      sum = Math.fma(component2, column2[word], sum);
      out[word] = Math.fma(component3, column3[word], sum);
    }
  }

  private static void addProduct(float component, float[] column, int from, int to, float[] out) {
    for (int word = from; word < to; word++) {
      out[word] = Math.fma(component, column[word], out[word]);
    }
  }

  /** Writes the squared distances of a part of a vector from each of its codewords. */
  void fillSquares(int part, float[] vector, float[] out) {
    int from = part << bits;
    int to = from + codewordsPerPart();
    Arrays.fill(out, from, to, 0f);
    int at = parts.start(part);
    int i = 0;
    for (; i + FOUR <= parts.length(part); i += FOUR) {
      addSquares(vector, at + i, columns, i, from, to, out);
    }
    for (; i < parts.length(part); i++) {
      addSquare(vector[at + i], columns[i], from, to, out);
    }
  }

  private static void addSquares(
      float[] vector, int at, float[][] columns, int first, int from, int to, float[] out) {
    float component0 = vector[at];
    float component1 = vector[at + 1];
    float component2 = vector[at + 2];
    float component3 = vector[at + 3];
    float[] column0 = columns[first];
    float[] column1 = columns[first + 1];
    float[] column2 = columns[first + 2];
    float[] column3 = columns[first + 3];
    for (int word = from; word < to; word++) {
      float difference0 = component0 - column0[word];
      float difference1 = component1 - column1[word];
      float difference2 = component2 - column2[word];
      float difference3 = component3 - column3[word];
      float sum = Math.fma(difference0, difference0, out[word]);
      sum = Math.fma(difference1, difference1, sum);
      sum = Math.fma(difference2, difference2, sum);
      out[word] = Math.fma(difference3, difference3, sum);
    }
  }

  private static void addSquare(float component, float[] column, int from, int to, float[] out) {
    for (int word = from; word < to; word++) {
      float difference = component - column[word];
      out[word] = Math.fma(difference, difference, out[word]);
    }
  }

  private void fillDifferences(int part, float[] vector, float[] out) {
    int from = part << bits;
    int to = from + codewordsPerPart();
    Arrays.fill(out, from, to, 0f);
    for (int i = 0; i < parts.length(part); i++) {
      float component = vector[parts.start(part) + i];
      float[] column = columns[i];
      for (int word = from; word < to; word++) {
        out[word] += Math.abs(component - column[word]);
      }
    }
  }

  private static void negate(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = 0f - values[i];
    }
  }
}
