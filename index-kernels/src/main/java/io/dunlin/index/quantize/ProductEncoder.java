package io.dunlin.index.quantize;

/**
 * Chooses the digits of vectors, with memory that it keeps. For one thread.
 *
 * <p>With an eta of one each part gets the codeword nearest to it. Otherwise the error to be small
 * is {@code |e|² + (eta - 1) <e, u>²}, with e the difference between vector and code and u the
 * direction that counts more: equation 6 of Guo et al. (ICML 2020), divided by the weight of errors
 * across. It joins the parts, so digits are changed one after the other while that helps
 * (coordinate descent), from the nearest codewords on.
 */
public final class ProductEncoder {
  /** Passes over the digits at most; nearly always the third changes nothing any more. */
  private static final int MOST_PASSES = 10;

  private final ProductQuantizer quantizer;
  private final SubSpaces parts;
  private final int perPart;

  /** For each codeword the squared error of its part. */
  private final float[] squares;

  /** For each codeword the error of its part along the direction. */
  private final float[] along;

  private final float[] losses;
  private final float[] unit;

  public ProductEncoder(ProductQuantizer quantizer) {
    this.quantizer = quantizer;
    this.parts = quantizer.parts();
    this.perPart = quantizer.codewordsPerPart();
    boolean directed = quantizer.eta() > ProductQuantizer.ISOTROPIC;
    this.squares = new float[perPart * parts.count()];
    this.along = new float[directed ? squares.length : 0];
    this.losses = new float[along.length];
    this.unit = new float[directed ? parts.dimension() : 0];
  }

  /** Chooses the digits of a vector that inner products are taken of as it is. */
  public void encode(float[] vector, byte[] digits) {
    encode(vector, vector, digits);
  }

  /**
   * Chooses the digits of what is left of a vector.
   *
   * @param residual what the digits stand for
   * @param whole what inner products are taken of in the end: its direction counts more
   */
  public void encode(float[] residual, float[] whole, byte[] digits) {
    for (int part = 0; part < parts.count(); part++) {
      int from = part * perPart;
      quantizer.fillSquares(part, residual, squares);
      digits[part] = (byte) (least(squares, from, from + perPart) - from);
    }
    if (quantizer.eta() > ProductQuantizer.ISOTROPIC && setUnit(whole)) {
      fillAlong(residual);
      descend(digits);
    }
  }

  /** False for a vector without direction. */
  private boolean setUnit(float[] whole) {
    double squared = 0;
    for (float component : whole) {
      squared += (double) component * component;
    }
    double scale = 1 / Math.sqrt(squared);
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (whole[i] * scale);
    }
    return squared > 0;
  }

  private void fillAlong(float[] residual) {
    for (int part = 0; part < parts.count(); part++) {
      quantizer.fillProducts(part, unit, along);
      float own = 0;
      for (int i = parts.start(part); i < parts.start(part + 1); i++) {
        own = Math.fma(residual[i], unit[i], own);
      }
      int from = part * perPart;
      for (int entry = from; entry < from + perPart; entry++) {
        along[entry] = own - along[entry];
      }
    }
  }

  private void descend(byte[] digits) {
    float sum = 0;
    for (int part = 0; part < parts.count(); part++) {
      sum += along[entry(part, digits)];
    }
    boolean changed = true;
    for (int pass = 0; changed && pass < MOST_PASSES; pass++) {
      changed = false;
      for (int part = 0; part < parts.count(); part++) {
        int from = part * perPart;
        int before = entry(part, digits);
        float rest = sum - along[before];
        fillLosses(from, from + perPart, rest);
        int best = least(losses, from, from + perPart);
        if (losses[best] < losses[before]) {
          digits[part] = (byte) (best - from);
          sum = rest + along[best];
          changed = true;
        }
      }
    }
  }

  /** All arrays have one index, so that this is compiled to wide vectors. */
  private void fillLosses(int from, int to, float rest) {
    float weight = quantizer.eta() - 1;
    for (int entry = from; entry < to; entry++) {
      float sum = rest + along[entry];
      losses[entry] = Math.fma(weight * sum, sum, squares[entry]);
    }
  }

  private int entry(int part, byte[] digits) {
    return part * perPart + Byte.toUnsignedInt(digits[part]);
  }

  /** Where the least of some values stands, the first of equal ones. */
  private static int least(float[] values, int from, int to) {
    int at = from;
    float least = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] < least) {
        least = values[i];
        at = i;
      }
    }
    return at;
  }
}
