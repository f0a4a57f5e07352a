package io.dunlin.index.quantize;

import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows that {@link ByteCodes} quantizes: as they are, in their order or another, or
 * centered and rotated.
 */
final class ByteCoder {
  /** Components that a quantile is taken of, at most. */
  private static final int SAMPLE = 1 << 20;

  private final VectorRows table;
  private final int @Nullable [] order;
  private final @Nullable Rotation rotation;
  private final float[] center;

  private ByteCoder(
      VectorRows table, int @Nullable [] order, @Nullable Rotation rotation, float[] center) {
    this.table = table;
    this.order = order;
    this.rotation = rotation;
    this.center = center;
  }

  static ByteCoder plain(VectorRows table) {
    return new ByteCoder(table, null, null, new float[0]);
  }

  /** Row i that is quantized is row {@code order[i]} of the table. */
  static ByteCoder ordered(VectorRows table, int[] order) {
    return new ByteCoder(table, order, null, new float[0]);
  }

  static ByteCoder rotated(VectorRows table, Rotation rotation) {
    return new ByteCoder(table, null, rotation, RabitqCoder.center(table));
  }

  /** What a byte spans. */
  record Range(float lowest, float greatest) {
    /** The difference of neighbouring codes; 1 where all components are equal. */
    float step(int codes) {
      boolean flat = !(greatest > lowest);
      return flat ? 1 : (float) (((double) greatest - lowest) / codes);
    }
  }

  /** What one thread quantizes rows with. */
  interface RowWriter {
    void write(int row, float[] vector);
  }

  /** Rows that are quantized. */
  int count() {
    return order == null ? table.count() : order.length;
  }

  /** Components of a row that is quantized. */
  int dimension() {
    return rotation == null ? table.dimension() : rotation.paddedDimension();
  }

  IntConsumer writer(RowWriter out) {
    float[] vector = new float[dimension()];
    return row -> {
      read(row, vector);
      out.write(row, vector);
    };
  }

  private void read(int row, float[] out) {
    table.read(order == null ? row : order[row], out);
    if (rotation != null) {
      for (int i = 0; i < center.length; i++) {
        out[i] -= center[i];
      }
      rotation.apply(out, out);
    }
  }

  /**
   * The range of all components, or of a share of them: then of some rows that are spread over the
   * table, and as many are left out below as above.
   */
  Range range(float quantile) {
    if (count() == 0) {
      return new Range(0, 0);
    }
    return quantile >= 1 ? wholeRange() : rangeOfSample(quantile);
  }

  private Range wholeRange() {
    float lowest = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    float[] vector = new float[dimension()];
    for (int row = 0; row < count(); row++) {
      read(row, vector);
      for (float component : vector) {
        lowest = Math.min(lowest, component);
        greatest = Math.max(greatest, component);
      }
    }
    return new Range(lowest, greatest);
  }

  private Range rangeOfSample(float quantile) {
    int rows = Math.clamp(SAMPLE / dimension(), 1, count());
    float[] components = new float[rows * dimension()];
    float[] vector = new float[dimension()];
    for (int i = 0; i < rows; i++) {
      read((int) ((long) i * count() / rows), vector);
      System.arraycopy(vector, 0, components, i * vector.length, vector.length);
    }
    Arrays.sort(components);
    int left = (int) (components.length * (1 - (double) quantile) / 2);
    return new Range(components[left], components[components.length - 1 - left]);
  }
}
