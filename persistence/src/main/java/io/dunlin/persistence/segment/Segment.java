package io.dunlin.persistence.segment;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.multi.MultiIndex;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import java.util.Map;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * Rows that are searched together. Rows are never changed, only added (to a growing segment, by the
 * one writer) or declared dead from outside ({@link SegmentSlice}). Readers must hold the segment
 * ({@link #tryAcquire}) while they read.
 */
public sealed interface Segment permits GrowingSegment, SealedSegment {
  /**
   * The vectors that rows may have, by key ({@link io.dunlin.persistence.model.VectorColumns}), as
   * all vectors of a segment are named.
   */
  Map<String, VectorKind> specs();

  /** Rows written so far. */
  int rows();

  PointId id(int row);

  /**
   * The newest row of an id among the first {@code rows} rows, dead or alive, or -1. A reader whose
   * slice is older than the newest write of the id must still find the row that its slice has:
   * growing segments chain the rows of an id.
   */
  int rowOf(PointId id, int rows);

  /** Position of the write that made the row. */
  long version(int row);

  /** The {@link PayloadCodec} bytes of the payload as written with the row. */
  byte[] payloadBytes(int row);

  /** The payload as written with the row. */
  default Payload payload(int row) {
    return PayloadCodec.decode(payloadBytes(row));
  }

  /** Indexes over the payloads as written with the rows. */
  SegmentFields fields();

  /** Whether the row has the vector; false for a name that the segment does not know. */
  boolean hasVector(String vector, int row);

  /** Those of the first {@code rows} rows that have the vector. */
  ImmutableRoaringBitmap having(String vector, int rows);

  /** True when no row lacks the vector, so that {@link #hasVector} need not be asked. */
  boolean allHaveVector(String vector);

  /** Copies the vector of a row that has it. */
  VectorValue vector(String vector, int row);

  /**
   * The index over the first {@code rows} rows of a dense vector; exact where there is no graph.
   */
  VectorIndex index(String vector, int rows);

  /** The scan of the first {@code rows} rows of a dense vector, exact. */
  FlatIndex scan(String vector, int rows);

  /** The index over the first {@code rows} rows of a sparse vector. */
  SparseIndex sparseIndex(String vector, int rows);

  /** The index over the first {@code rows} rows of a multivector. */
  MultiIndex multiIndex(String vector, int rows);

  /**
   * True when the vector is searched through a graph or postings; false for a name that the segment
   * does not know.
   */
  boolean indexed(String vector);

  /** Compares ids of two rows: how equal scores are settled. */
  int compareIds(int rowA, int rowB);

  /** Bytes of vectors, all names together. */
  long vectorBytes();

  /** Bytes of the payloads as written with the rows. */
  long payloadBytes();

  /** Counts a reader in; false when the segment is already gone. */
  boolean tryAcquire();

  /**
   * Counts a reader (or the owner, who holds one from the start) out; the last frees the memory.
   */
  void release();
}
