package io.dunlin.persistence.segment;

import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.multi.MultiRows;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Multivectors: all rows' vectors side by side, and where each row's begin. */
final class GrowingMultis implements GrowingColumn {
  private final VectorSpec spec;
  private final long vectorBytes;
  private final GrowingMemory vectors;
  private final GrowingMemory offsets;
  private volatile boolean hasAll = true;

  GrowingMultis(VectorSpec spec, Arena arena) {
    this.spec = spec;
    vectorBytes = spec.rowBytes();
    vectors = new GrowingMemory(arena);
    offsets = new GrowingMemory(arena);
  }

  @Override
  public VectorSpec kind() {
    return spec;
  }

  @Override
  public boolean takes(VectorValue vector) {
    return vector instanceof VectorValue.Multi(float[] _, int dimension)
        && dimension == spec.size();
  }

  @Override
  public void append(int row, @Nullable VectorValue vector) {
    int next = (int) MultiRows.first(offsets.get(), row);
    if (vector instanceof VectorValue.Multi multi) {
      MemorySegment target = vectors.upTo((next + (long) multi.count()) * vectorBytes);
      for (int i = 0; i < multi.count(); i++) {
        spec.componentType().write(multi.vector(i), target, next++ * vectorBytes);
      }
    } else {
      hasAll = false;
    }
    MultiRows.setFirst(offsets.upTo((row + 2L) * Long.BYTES), row + 1, next);
  }

  @Override
  public boolean has(int row) {
    MemorySegment source = offsets.get();
    return MultiRows.first(source, row + 1) > MultiRows.first(source, row);
  }

  @Override
  public ImmutableRoaringBitmap having(int rows) {
    if (hasAll) {
      return MutableRoaringBitmap.bitmapOfRange(0, rows);
    }
    MutableRoaringBitmap present = new MutableRoaringBitmap();
    for (int row = 0; row < rows; row++) {
      if (has(row)) {
        present.add(row);
      }
    }
    return present;
  }

  @Override
  public boolean hasAll() {
    return hasAll;
  }

  @Override
  public VectorValue read(int row) {
    return new VectorValue.Multi(rows(row + 1).read(row), spec.size());
  }

  @Override
  public long bytes(int rows) {
    return MultiRows.first(offsets.get(), rows) * vectorBytes;
  }

  MultiRows rows(int count) {
    MemorySegment starts = offsets.get();
    int written = (int) MultiRows.first(starts, count);
    return new MultiRows(
        new VectorRows(vectors.get(), spec.componentType(), spec.size(), written), starts, count);
  }
}
