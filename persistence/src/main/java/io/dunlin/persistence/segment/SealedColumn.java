package io.dunlin.persistence.segment;

import io.dunlin.index.VectorIndex;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.multi.MultiIndex;
import io.dunlin.index.sparse.SparseIndex;
import io.dunlin.index.sparse.SparseRows;
import io.dunlin.persistence.model.VectorValue;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/** One vector of a sealed segment. Immutable. */
sealed interface SealedColumn {
  boolean has(int row);

  boolean hasAll();

  /** The rows that have it, of {@code rows} that there are. */
  ImmutableRoaringBitmap having(int rows);

  /** Copies the vector of a row that has it. */
  VectorValue read(int row);

  /** True when not all rows are scanned. */
  boolean indexed();

  /** Bytes of the rows' vectors. */
  long bytes();

  /**
   * @param indexed true when {@code index} walks a graph
   */
  record Dense(VectorIndex index, PresentRows present, boolean indexed) implements SealedColumn {
    @Override
    public boolean has(int row) {
      return present.contains(row);
    }

    @Override
    public boolean hasAll() {
      return present.areAll();
    }

    @Override
    public ImmutableRoaringBitmap having(int rows) {
      return present.of(rows);
    }

    @Override
    public VectorValue read(int row) {
      float[] components = new float[index.rows().dimension()];
      index.rows().read(row, components);
      return new VectorValue.Dense(components);
    }

    @Override
    public long bytes() {
      VectorRows rows = index.rows();
      return rows.count() * rows.rowBytes();
    }
  }

  /**
   * @param present the rows that have any
   */
  record Multi(MultiIndex index, ImmutableRoaringBitmap present) implements SealedColumn {
    @Override
    public boolean has(int row) {
      return index.rows().length(row) > 0;
    }

    @Override
    public boolean hasAll() {
      return present.getCardinality() == index.rows().count();
    }

    @Override
    public ImmutableRoaringBitmap having(int rows) {
      return present;
    }

    @Override
    public VectorValue read(int row) {
      return new VectorValue.Multi(index.rows().read(row), index.rows().vectors().dimension());
    }

    @Override
    public boolean indexed() {
      return false;
    }

    @Override
    public long bytes() {
      VectorRows vectors = index.rows().vectors();
      return vectors.count() * vectors.rowBytes();
    }
  }

  record Sparse(SparseIndex index, PresentRows present) implements SealedColumn {
    @Override
    public boolean has(int row) {
      return present.contains(row);
    }

    @Override
    public boolean hasAll() {
      return present.areAll();
    }

    @Override
    public ImmutableRoaringBitmap having(int rows) {
      return present.of(rows);
    }

    @Override
    public VectorValue read(int row) {
      return GrowingSparse.value(index.rows(), row);
    }

    @Override
    public boolean indexed() {
      return index.postings().isPresent();
    }

    @Override
    public long bytes() {
      return index.rows().size() * SparseRows.ENTRY_BYTES;
    }
  }
}
