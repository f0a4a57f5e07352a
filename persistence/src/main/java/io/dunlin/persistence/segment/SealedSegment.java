package io.dunlin.persistence.segment;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Rows in an immutable, verified, mapped file, sorted by id. STUB. */
public final class SealedSegment implements Segment {
  private SealedSegment() {}

  /**
   * Maps and verifies a file. Damage in a derived section (a graph) is reported by {@link #damaged}
   * and that vector is searched exactly; damage anywhere else is a {@link CorruptFileException}.
   */
  public static SealedSegment open(long name, Path file, Kernels kernels) throws IOException {
    throw new IOException("STUB");
  }

  /** The derived sections that failed verification; empty for a sound file. */
  public List<String> damaged() {
    return List.of();
  }

  public Path file() {
    throw new IllegalStateException("STUB");
  }

  /** Deletes the file when the last reader has gone; call before the owner's release. */
  public void deleteWhenReleased() {}

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
