package io.dunlin.persistence.fieldindex;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.IntroSorter;

/** Gathers numbers and their rows, and lays them out for a {@link ColumnIndex}. */
final class ColumnGatherer {
  private long[] numbers = new long[1024];
  private int[] rows = new int[1024];
  private int count;

  void add(long number, int row) {
    numbers = ArrayUtil.grow(numbers, count + 1);
    rows = ArrayUtil.grow(rows, count + 1);
    numbers[count] = number;
    rows[count++] = row;
  }

  /** Adds the sections. */
  void writeTo(Map<String, MemorySegment> sections) {
    new ByNumberThenRow().sort(0, count);
    ByteBuffersDataOutput column = new ByteBuffersDataOutput();
    ByteBuffersDataOutput columnRows = new ByteBuffersDataOutput();
    for (int i = 0; i < count; i++) {
      column.writeLong(numbers[i]);
      columnRows.writeInt(rows[i]);
    }
    sections.put(FieldSections.COLUMN, MemorySegment.ofArray(column.toArrayCopy()));
    sections.put(FieldSections.COLUMN_ROWS, MemorySegment.ofArray(columnRows.toArrayCopy()));
  }

  private final class ByNumberThenRow extends IntroSorter {
    private long pivot;
    private int pivotRow;

    @Override
    protected void setPivot(int i) {
      pivot = numbers[i];
      pivotRow = rows[i];
    }

    @Override
    protected int comparePivot(int i) {
      return pivot == numbers[i]
          ? Integer.compare(pivotRow, rows[i])
          : Long.compare(pivot, numbers[i]);
    }

    @Override
    protected void swap(int i, int j) {
      long number = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = number;
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }
}
