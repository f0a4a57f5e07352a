package io.dunlin.index.search;

import java.util.Arrays;

/** Rows still to be looked at, best on top. Grows on demand and keeps its memory. */
public final class CandidateHeap {
  private long[] heap = new long[256];
  private int size;

  public CandidateHeap() {}

  public void clear() {
    size = 0;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  public void push(float score, int row) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    long pair = ScoredRow.of(score, row);
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (heap[parent] >= pair) {
        break;
      }
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = pair;
  }

  /** The row with the best score, of one at least. */
  public int best() {
    return ScoredRow.row(heap[0]);
  }

  /** The best candidate's score. */
  public float bestScore() {
    return ScoredRow.score(heap[0]);
  }

  /** Removes the best candidate and returns its row. */
  public int pop() {
    int row = ScoredRow.row(heap[0]);
    long pair = heap[--size];
    int hole = 0;
    for (int child = 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (pair >= heap[child]) {
        break;
      }
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = pair;
    return row;
  }
}
