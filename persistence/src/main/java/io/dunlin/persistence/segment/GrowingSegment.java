package io.dunlin.persistence.segment;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import java.util.Map;

/**
 * The newest rows, off heap, appended by the shard's writer and read up to the row count that a
 * view published. STUB.
 */
public final class GrowingSegment implements Segment {
  public GrowingSegment(long name, Map<String, VectorSpec> specs, Kernels kernels) {}

  /** Adds a row and returns its number. Not visible to readers whose slice was made before. */
  public int append(PointId id, Map<String, float[]> vectors, Payload payload, long version) {
    return 0;
  }

  @Override
  public long name() {
    return 0;
  }

  @Override
  public Map<String, VectorSpec> specs() {
    return Map.of();
  }

  @Override
  public int rows() {
    return 0;
  }

  @Override
  public PointId id(int row) {
    return PointId.of(0);
  }

  @Override
  public int rowOf(PointId id) {
    return -1;
  }

  @Override
  public long version(int row) {
    return 0;
  }

  @Override
  public Payload payload(int row) {
    return Payload.EMPTY;
  }

  @Override
  public boolean hasVector(String vector, int row) {
    return false;
  }

  @Override
  public float[] vector(String vector, int row) {
    return new float[0];
  }

  @Override
  public VectorIndex index(String vector, int rows) {
    throw new IllegalStateException("STUB");
  }

  @Override
  public boolean indexed(String vector) {
    return false;
  }

  @Override
  public int compareIds(int rowA, int rowB) {
    return 0;
  }

  @Override
  public long vectorBytes() {
    return 0;
  }

  @Override
  public boolean tryAcquire() {
    return false;
  }

  @Override
  public void release() {}
}
