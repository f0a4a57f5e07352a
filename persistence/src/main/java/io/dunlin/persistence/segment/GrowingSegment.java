package io.dunlin.persistence.segment;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.multi.MultiIndex;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * The newest rows, off heap, appended by the shard's writer and read up to the row count that a
 * view published.
 *
 * <p>One thread appends. Any thread that holds the segment may read the rows below a count that it
 * got from {@link #rows} or from a slice published safely after the append; rows never change, and
 * what grows is replaced through volatile fields, so such a reader sees them whole.
 */
public final class GrowingSegment implements Segment {
  private static final int FIRST_CAPACITY = 256;

  private final Map<String, VectorKind> specs;
  private final Kernels kernels;
  private final Arena arena = Arena.ofShared();
  private final References references = new References(arena::close);
  private final SegmentFields fields = new SegmentFields();
  private final Map<String, GrowingColumn> columns = new HashMap<>();
  private final GrowingIds ids = new GrowingIds();
  private volatile long[] versions = new long[FIRST_CAPACITY];
  private volatile byte[][] payloads = new byte[FIRST_CAPACITY][];
  private final AtomicLong payloadBytes = new AtomicLong();
  private volatile int rows;

  public GrowingSegment(Map<String, ? extends VectorKind> specs, Kernels kernels) {
    this.specs = Map.copyOf(specs);
    this.kernels = kernels;
    this.specs.forEach((name, spec) -> columns.put(name, column(spec)));
  }

  private GrowingColumn column(VectorKind kind) {
    return switch (kind) {
      case VectorSpec spec ->
          spec.isMulti() ? new GrowingMultis(spec, arena) : new GrowingVectors(spec, arena);
      case SparseSpec spec -> new GrowingSparse(spec, arena);
    };
  }

  /**
   * Adds a row and returns its number. Not visible to readers whose slice was made before.
   *
   * @throws IllegalArgumentException for a vector that the segment does not know or of another kind
   *     or size; nothing was changed then
   */
  public int append(PointId id, Map<String, VectorValue> vectors, Payload payload, long version) {
    for (Map.Entry<String, VectorValue> vector : vectors.entrySet()) {
      if (!column(vector.getKey()).takes(vector.getValue())) {
        throw new IllegalArgumentException(
            "vector '%s' has %d components".formatted(vector.getKey(), vector.getValue().size()));
      }
    }
    int row = rows;
    if (row == versions.length) {
      versions = Arrays.copyOf(versions, 2 * row);
      payloads = Arrays.copyOf(payloads, 2 * row);
    }
    versions[row] = version;
    payloads[row] = PayloadCodec.encode(payload);
    payloadBytes.addAndGet(payloads[row].length);
    for (Map.Entry<String, GrowingColumn> column : columns.entrySet()) {
      column.getValue().append(row, vectors.get(column.getKey()));
    }
    ids.append(row, id);
    rows = row + 1;
    return row;
  }

  @Override
  public Map<String, VectorKind> specs() {
    return specs;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public PointId id(int row) {
    return ids.get(row);
  }

  @Override
  public int rowOf(PointId id, int rows) {
    return ids.find(id, rows);
  }

  @Override
  public long version(int row) {
    return versions[row];
  }

  @Override
  public byte[] payloadBytes(int row) {
    return payloads[row];
  }

  @Override
  public SegmentFields fields() {
    return fields;
  }

  @Override
  public boolean hasVector(String vector, int row) {
    GrowingColumn column = columns.get(vector);
    return column != null && column.has(row);
  }

  @Override
  public ImmutableRoaringBitmap having(String vector, int rows) {
    GrowingColumn column = columns.get(vector);
    return column == null ? new MutableRoaringBitmap() : column.having(rows);
  }

  @Override
  public boolean allHaveVector(String vector) {
    GrowingColumn column = columns.get(vector);
    return column != null && column.hasAll();
  }

  @Override
  public VectorValue vector(String vector, int row) {
    return column(vector).read(row);
  }

  @Override
  public VectorIndex index(String vector, int rows) {
    return scan(vector, rows);
  }

  @Override
  public FlatIndex scan(String vector, int rows) {
    GrowingVectors column = column(vector, GrowingVectors.class);
    return new FlatIndex(column.rows(rows), column.kind().metric(), kernels);
  }

  @Override
  public SparseIndex sparseIndex(String vector, int rows) {
    return new SparseIndex(column(vector, GrowingSparse.class).rows(rows), Optional.empty());
  }

  @Override
  public MultiIndex multiIndex(String vector, int rows) {
    GrowingMultis column = column(vector, GrowingMultis.class);
    return new MultiIndex(column.rows(rows), column.kind().metric(), kernels);
  }

  @Override
  public boolean indexed(String vector) {
    return false;
  }

  @Override
  public int compareIds(int rowA, int rowB) {
    return ids.compare(rowA, rowB);
  }

  @Override
  public long vectorBytes() {
    int count = rows;
    long bytes = 0;
    for (GrowingColumn column : columns.values()) {
      bytes += column.bytes(count);
    }
    return bytes;
  }

  @Override
  public long payloadBytes() {
    return payloadBytes.get();
  }

  @Override
  public boolean tryAcquire() {
    return references.tryAcquire();
  }

  @Override
  public void release() {
    references.release();
  }

  private GrowingColumn column(String vector) {
    return column(vector, GrowingColumn.class);
  }

  private <C extends GrowingColumn> C column(String vector, Class<C> kind) {
    GrowingColumn column = columns.get(vector);
    if (!kind.isInstance(column)) {
      throw new IllegalArgumentException("the segment has no such vector '" + vector + "'");
    }
    return kind.cast(column);
  }
}
