package io.dunlin.persistence.segment;

import io.dunlin.index.memory.VectorRows;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/** Dense vectors side by side; a row that lacks its vector has zeros in its place. */
final class GrowingVectors implements GrowingColumn {
  private final VectorSpec spec;
  private final long rowBytes;
  private final GrowingMemory memory;
  private final AbsentRows absent = new AbsentRows();

  GrowingVectors(VectorSpec spec, Arena arena) {
    this.spec = spec;
    rowBytes = spec.rowBytes();
    memory = new GrowingMemory(arena);
  }

  @Override
  public VectorSpec kind() {
    return spec;
  }

  @Override
  public boolean takes(VectorValue vector) {
    return vector instanceof VectorValue.Dense && vector.size() == spec.size();
  }

  @Override
  public void append(int row, @Nullable VectorValue vector) {
    long offset = row * rowBytes;
    MemorySegment target = memory.upTo(offset + rowBytes);
    if (vector instanceof VectorValue.Dense(float[] components)) {
      spec.componentType().write(components, target, offset);
    } else {
      absent.add(row);
    }
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
    float[] components = new float[spec.size()];
    rows(row + 1).read(row, components);
    return new VectorValue.Dense(components);
  }

  @Override
  public long bytes(int rows) {
    return rows * rowBytes;
  }

  VectorRows rows(int count) {
    return new VectorRows(memory.get(), spec.componentType(), spec.size(), count);
  }
}
