package io.dunlin.persistence.model;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A vector of a point, or of a query. Arrays are not copied, and nobody changes them. */
public sealed interface VectorValue {
  /** How many components it holds. */
  int size();

  static Dense of(float... components) {
    return new Dense(components);
  }

  /** A component for each dimension. */
  record Dense(float[] components) implements VectorValue {
    @Override
    public int size() {
      return components.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Dense(float[] others) && Arrays.equals(components, others);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(components);
    }

    @Override
    public String toString() {
      return Arrays.toString(components);
    }
  }

  /**
   * Few components of many dimensions; may be none.
   *
   * @param indices dimensions, 32 bits without a sign: ascending, none twice
   * @param values as many
   */
  record Sparse(int[] indices, float[] values) implements VectorValue {
    /** What keeps these from being a sparse vector, if anything does. */
    public static Optional<Violation> violation(int[] indices, float[] values) {
      if (indices.length != values.length) {
        return Violation.of(
            "values",
            "must be as many as indices: %d values for %d indices"
                .formatted(values.length, indices.length));
      }
      int[] sorted = indices.clone();
      Arrays.sort(sorted);
      for (int i = 1; i < sorted.length; i++) {
        if (sorted[i] == sorted[i - 1]) {
          return Violation.of(
              "indices",
              "must be unique: %s is there twice".formatted(Integer.toUnsignedString(sorted[i])));
        }
      }
      return Optional.empty();
    }

    /** The vector of these, in any order; they have no {@link #violation}. */
    public static Sparse of(int[] indices, float[] values) {
      if (isSorted(indices)) {
        return new Sparse(indices, values);
      }
      // Index and place in one long, so that primitive numbers are sorted.
      long[] pairs = new long[indices.length];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = (long) (indices[i] ^ Integer.MIN_VALUE) << Integer.SIZE | i;
      }
      Arrays.sort(pairs);
      int[] sorted = new int[pairs.length];
      float[] following = new float[pairs.length];
      for (int i = 0; i < pairs.length; i++) {
        int place = (int) pairs[i];
        sorted[i] = indices[place];
        following[i] = values[place];
      }
      return new Sparse(sorted, following);
    }

    private static boolean isSorted(int[] indices) {
      for (int i = 1; i < indices.length; i++) {
        if (Integer.compareUnsigned(indices[i - 1], indices[i]) >= 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Sparse(int[] otherIndices, float[] otherValues)
          && Arrays.equals(indices, otherIndices)
          && Arrays.equals(values, otherValues);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(indices) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("{");
      for (int i = 0; i < indices.length; i++) {
        text.append(i == 0 ? "" : ", ")
            .append(Integer.toUnsignedString(indices[i]))
            .append(": ")
            .append(values[i]);
      }
      return text.append('}').toString();
    }
  }

  /**
   * Several dense vectors.
   *
   * @param components vector after vector
   * @param dimension components of each, 1 or more
   */
  record Multi(float[] components, int dimension) implements VectorValue {
    public Multi {
      if (dimension < 1 || components.length == 0 || components.length % dimension != 0) {
        throw new IllegalArgumentException(
            "%d components are no vectors of %d".formatted(components.length, dimension));
      }
    }

    /** How many vectors it is. */
    public int count() {
      return components.length / dimension;
    }

    /** A copy of one of its vectors. */
    public float[] vector(int i) {
      return Arrays.copyOfRange(components, i * dimension, (i + 1) * dimension);
    }

    @Override
    public int size() {
      return components.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Multi(float[] others, int otherDimension)
          && dimension == otherDimension
          && Arrays.equals(components, others);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(components) + dimension;
    }

    @Override
    public String toString() {
      return "%s by %d".formatted(Arrays.toString(components), dimension);
    }
  }
}
