package io.dunlin.index.quantize;

import io.dunlin.index.memory.PackedRows;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Makes the rows of {@link RabitqCodes}, each on its own. */
record RabitqCoder(Rotation rotation, float[] center, PackedRows codes, boolean euclid) {
  /** Rows of which the center is taken. */
  private static final int SAMPLE = 65_536;

  /**
   * Steps between the values of a code that are tried, as multiples of the standard deviation of a
   * rotated component, which is about normal: around the best uniform quantizer of a normal
   * variable (Max, "Quantizing for minimum distortion", 1960, table II). One bit has one direction.
   */
  private static final float[] STEPS_OF_TWO_BITS = {0.75f, 0.85f, 0.95f, 1.05f, 1.15f, 1.3f};

  private static final float[] STEPS_OF_FOUR_BITS = {0.26f, 0.29f, 0.32f, 0.35f, 0.38f, 0.42f};
  private static final float[] ANY_STEP = {1};

  /** The mean of some rows that are spread over the table. */
  static float[] center(VectorRows table) {
    int step = Math.max(1, table.count() / SAMPLE);
    float[] vector = new float[table.dimension()];
    double[] sums = new double[table.dimension()];
    int count = 0;
    for (int row = 0; row < table.count(); row += step) {
      table.read(row, vector);
      for (int i = 0; i < vector.length; i++) {
        sums[i] += vector[i];
      }
      count++;
    }
    float[] center = new float[sums.length];
    for (int i = 0; i < center.length; i++) {
      center[i] = (float) (sums[i] / Math.max(count, 1));
    }
    return center;
  }

  void encode(VectorRows table, int threads, BooleanSupplier cancelled) {
    new ParallelRows(threads, cancelled).run(table.count(), () -> coder(table));
  }

  private IntConsumer coder(VectorRows table) {
    float[] vector = new float[table.dimension()];
    float[] rotated = new float[rotation.paddedDimension()];
    byte[] best = new byte[rotated.length];
    byte[] tried = new byte[rotated.length];
    return row -> {
      table.read(row, vector);
      float withCenter = 0;
      for (int i = 0; i < vector.length; i++) {
        vector[i] -= center[i];
        withCenter += vector[i] * center[i];
      }
      rotation.apply(vector, rotated);
      write(row, rotated, withCenter, best, tried);
    };
  }

  private void write(int row, float[] rest, float withCenter, byte[] best, byte[] tried) {
    float squares = 0;
    for (float component : rest) {
      squares += component * component;
    }
    double deviation = Math.sqrt(squares / rest.length);
    double bestCosine = Double.NEGATIVE_INFINITY;
    float inner = 0;
    for (float step : steps()) {
      float perStep = deviation > 0 ? (float) (1 / (step * deviation)) : 0;
      float product = quantize(rest, perStep, tried);
      double cosine = product / Math.sqrt(squaresOf(tried));
      if (cosine > bestCosine) {
        bestCosine = cosine;
        inner = product;
        System.arraycopy(tried, 0, best, 0, tried.length);
      }
    }
    float factor = inner > 0 ? squares / inner : 0;
    if (euclid) {
      codes.write(row, best, -squares, 2 * factor);
    } else {
      codes.write(row, best, withCenter, factor);
    }
  }

  private float[] steps() {
    return switch (codes.bits()) {
      case 1 -> ANY_STEP;
      case 2 -> STEPS_OF_TWO_BITS;
      default -> STEPS_OF_FOUR_BITS;
    };
  }

  /** Writes codes and gives the inner product of what they stand for with {@code rest}. */
  private float quantize(float[] rest, float perStep, byte[] out) {
    int most = (1 << codes.bits()) - 1;
    float half = (most + 1) / 2f;
    float middle = most / 2f;
    float product = 0;
    for (int i = 0; i < rest.length; i++) {
      int code = Math.clamp((int) Math.floor(rest[i] * perStep + half), 0, most);
      out[i] = (byte) code;
      product += rest[i] * (code - middle);
    }
    return product;
  }

  private double squaresOf(byte[] quantized) {
    float middle = ((1 << codes.bits()) - 1) / 2f;
    double squares = 0;
    for (byte code : quantized) {
      squares += (code - middle) * (code - middle);
    }
    return squares;
  }
}
