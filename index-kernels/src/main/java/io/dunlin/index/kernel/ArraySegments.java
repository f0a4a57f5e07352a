package io.dunlin.index.kernel;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Segments of the arrays that a thread passes to C again and again. A segment made for one call
 * costs an object, or more, that the compiler does not always see through; searches and builds keep
 * their arrays, so each is made once. Holds on to the last few arrays. For one thread.
 */
final class ArraySegments {
  private static final int SLOTS = 16;

  private static final ThreadLocal<ArraySegments> OF_THREAD =
      ThreadLocal.withInitial(ArraySegments::new);

  private final @Nullable Object[] arrays = new @Nullable Object[SLOTS];
  private final MemorySegment[] segments = new MemorySegment[SLOTS];
  private int next;

  private ArraySegments() {}

  static ArraySegments ofThread() {
    return OF_THREAD.get();
  }

  MemorySegment of(float[] array) {
    int slot = find(array);
    return slot >= 0 ? segments[slot] : remember(array, MemorySegment.ofArray(array));
  }

  MemorySegment of(int[] array) {
    int slot = find(array);
    return slot >= 0 ? segments[slot] : remember(array, MemorySegment.ofArray(array));
  }

  MemorySegment of(long[] array) {
    int slot = find(array);
    return slot >= 0 ? segments[slot] : remember(array, MemorySegment.ofArray(array));
  }

  MemorySegment of(byte[] array) {
    int slot = find(array);
    return slot >= 0 ? segments[slot] : remember(array, MemorySegment.ofArray(array));
  }

  @SuppressWarnings("ReferenceEquality") // the very array, whatever it holds
  private int find(Object array) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (arrays[slot] == array) {
        return slot;
      }
    }
    return -1;
  }

  private MemorySegment remember(Object array, MemorySegment segment) {
    arrays[next] = array;
    segments[next] = segment;
    next = (next + 1) % SLOTS;
    return segment;
  }
}
