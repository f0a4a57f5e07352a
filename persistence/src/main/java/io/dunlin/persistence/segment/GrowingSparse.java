package io.dunlin.persistence.segment;

import io.dunlin.index.sparse.SparseRows;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorValue;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/** Sparse vectors: all rows' entries side by side, and where each row's begin. */
final class GrowingSparse implements GrowingColumn {
  private final SparseSpec spec;
  private final GrowingMemory entries;
  private final GrowingMemory offsets;
  private final AbsentRows absent = new AbsentRows();

  GrowingSparse(SparseSpec spec, Arena arena) {
    this.spec = spec;
    entries = new GrowingMemory(arena);
    offsets = new GrowingMemory(arena);
  }

  @Override
  public SparseSpec kind() {
    return spec;
  }

  @Override
  public boolean takes(VectorValue vector) {
    return vector instanceof VectorValue.Sparse;
  }

  @Override
  public void append(int row, @Nullable VectorValue vector) {
    long next = rows(row).size();
    if (vector instanceof VectorValue.Sparse(int[] indices, float[] values)) {
      long end = next + indices.length;
      SparseRows.write(entries.upTo(end * SparseRows.ENTRY_BYTES), next, indices, values);
      next = end;
    } else {
      absent.add(row);
    }
    SparseRows.setFirst(offsets.upTo((row + 2L) * Long.BYTES), row + 1, next);
  }

  @Override
  public boolean has(int row) {
    return !absent.contains(row);
  }

  @Override
  public ImmutableRoaringBitmap having(int rows) {
    return absent.others(rows);
  }

  @Override
  public boolean hasAll() {
    return absent.isEmpty();
  }

  @Override
  public VectorValue read(int row) {
    return value(rows(row + 1), row);
  }

  @Override
  public long bytes(int rows) {
    return rows(rows).size() * SparseRows.ENTRY_BYTES;
  }

  SparseRows rows(int count) {
    return new SparseRows(offsets.get(), entries.get(), count);
  }

  /** A copy of a row. */
  static VectorValue value(SparseRows rows, int row) {
    int[] indices = new int[rows.length(row)];
    float[] values = new float[indices.length];
    rows.read(row, indices, values);
    return new VectorValue.Sparse(indices, values);
  }
}
