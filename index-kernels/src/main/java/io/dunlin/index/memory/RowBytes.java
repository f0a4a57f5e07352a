package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;

/** Rows of one length in bytes, one after the other. */
public sealed interface RowBytes permits ByteRows, CodeRows, PackedRows, VectorRows {
  /** Off heap; row r stands at byte {@code r * rowBytes()}. */
  MemorySegment data();

  /** Bytes from the start of a row to the start of the next. */
  long rowBytes();
}
