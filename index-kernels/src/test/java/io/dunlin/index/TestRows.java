package io.dunlin.index;

import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Seeded tables of vectors for tests; their memory lives as long as they are reachable. */
public final class TestRows {
  private TestRows() {}

  public static VectorRows of(float[]... vectors) {
    return of(ComponentType.FLOAT32, vectors);
  }

  public static VectorRows of(ComponentType type, float[]... vectors) {
    int dimension = vectors.length == 0 ? 4 : vectors[0].length;
    long rowBytes = type.rowBytes(dimension);
    MemorySegment data = Arena.ofAuto().allocate(rowBytes * vectors.length, 64);
    for (int row = 0; row < vectors.length; row++) {
      type.write(vectors[row], data, row * rowBytes);
    }
    return new VectorRows(data, type, dimension, vectors.length);
  }

  /** The same rows, with components moved and rounded to what the type holds of -1..1. */
  public static VectorRows as(ComponentType type, VectorRows rows) {
    float[][] vectors = new float[rows.count()][rows.dimension()];
    for (int row = 0; row < vectors.length; row++) {
      rows.read(row, vectors[row]);
      fit(type, vectors[row]);
    }
    return of(type, vectors);
  }

  /** Moves components from -1..1 into the type's range. */
  public static void fit(ComponentType type, float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] =
          switch (type) {
            case FLOAT32, FLOAT16 -> vector[i];
            case UINT8 -> Math.clamp(127.5f * (1 + vector[i]), 0, 255);
            case BIT -> vector[i] > 0 ? 1 : 0;
          };
    }
  }

  /** Components evenly spread over -1..1. */
  public static float[] uniform(SplittableRandom random, int dimension) {
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return vector;
  }

  public static float[][] uniform(SplittableRandom random, int count, int dimension) {
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = uniform(random, dimension);
    }
    return vectors;
  }

  /** Normally distributed around one of {@code centers}. */
  public static float[][] clustered(SplittableRandom random, int count, float[][] centers) {
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = centers[random.nextInt(centers.length)].clone();
      for (int j = 0; j < vectors[i].length; j++) {
        vectors[i][j] += (float) (0.4 * random.nextGaussian());
      }
    }
    return vectors;
  }

  /** The rows of a set; without an override of {@code nextAccepted}, as lazy filters are. */
  public static RowFilter filter(BitSet accepted) {
    return filter(accepted, accepted.cardinality());
  }

  /** The same with an estimate that may be wrong. */
  public static RowFilter filter(BitSet accepted, int estimate) {
    return new RowFilter() {
      @Override
      public boolean accepts(int row) {
        return accepted.get(row);
      }

      @Override
      public int estimate() {
        return estimate;
      }
    };
  }
}
