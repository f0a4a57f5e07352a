package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorValue;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * One vector of a growing segment. One thread appends; any thread may read the rows below a count
 * that it got from a safely published slice.
 */
sealed interface GrowingColumn permits GrowingMultis, GrowingSparse, GrowingVectors {
  VectorKind kind();

  /** Whether the vector is one of this kind and size. */
  boolean takes(VectorValue vector);

  /** Writes the next row; {@code row} is the number of rows so far. */
  void append(int row, @Nullable VectorValue vector);

  boolean has(int row);

  /** Those of the first {@code rows} rows that have it. */
  ImmutableRoaringBitmap having(int rows);

  /** False once any row lacks the vector. */
  boolean hasAll();

  /** Copies the vector of a row that has it. */
  VectorValue read(int row);

  /** Bytes of the first rows' vectors. */
  long bytes(int rows);
}
