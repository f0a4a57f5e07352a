package io.dunlin.persistence.segment;

import io.dunlin.persistence.model.Payload;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payloads that changed after their row was written. Immutable: a change copies only the chunks
 * (1024 rows) it touches.
 */
public final class PayloadOverlay {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_ROWS - 1;

  public static final PayloadOverlay NONE = new PayloadOverlay(new Chunk[0], 0);

  private final @Nullable Chunk[] chunks;
  private final int count;

  private PayloadOverlay(@Nullable Chunk[] chunks, int count) {
    this.chunks = chunks;
    this.count = count;
  }

  /** A row's newer payload and the position of the write that made it. */
  public record Entry(Payload payload, long version) {}

  /** The entries of 1024 rows; written only by the call that made it. */
  private record Chunk(@Nullable Entry[] entries) {
    static Chunk copyOf(@Nullable Chunk chunk) {
      return new Chunk(chunk == null ? new Entry[CHUNK_ROWS] : chunk.entries.clone());
    }
  }

  /** The row's newer payload; null where the one it was written with still holds. */
  public @Nullable Entry get(int row) {
    int index = row >>> CHUNK_BITS;
    if (index >= chunks.length) {
      return null;
    }
    Chunk chunk = chunks[index];
    return chunk == null ? null : chunk.entries[row & CHUNK_MASK];
  }

  /** Number of changed rows. */
  public int count() {
    return count;
  }

  /** With these entries by row, in place of those that the rows have. */
  public PayloadOverlay with(Map<Integer, Entry> changes) {
    int highest = -1;
    for (int row : changes.keySet()) {
      if (row < 0) {
        throw new IllegalArgumentException("row " + row);
      }
      highest = Math.max(highest, row);
    }
    if (highest < 0) {
      return this;
    }
    @Nullable Chunk[] changed =
        Arrays.copyOf(chunks, Math.max(chunks.length, (highest >>> CHUNK_BITS) + 1));
    BitSet own = new BitSet(changed.length);
    int entries = count;
    for (Map.Entry<Integer, Entry> change : changes.entrySet()) {
      int row = change.getKey();
      int index = row >>> CHUNK_BITS;
      Chunk chunk = changed[index];
      if (chunk == null || !own.get(index)) {
        chunk = Chunk.copyOf(chunk);
        changed[index] = chunk;
        own.set(index);
      }
      if (chunk.entries[row & CHUNK_MASK] == null) {
        entries++;
      }
      chunk.entries[row & CHUNK_MASK] = change.getValue();
    }
    return new PayloadOverlay(changed, entries);
  }

  /** Calls for every changed row, ascending. */
  public void forEach(Visitor visitor) {
    for (int index = 0; index < chunks.length; index++) {
      Chunk chunk = chunks[index];
      if (chunk == null) {
        continue;
      }
      for (int i = 0; i < CHUNK_ROWS; i++) {
        Entry entry = chunk.entries[i];
        if (entry != null) {
          visitor.visit((index << CHUNK_BITS) + i, entry);
        }
      }
    }
  }

  /** Takes a row and its entry. */
  public interface Visitor {
    void visit(int row, Entry entry);
  }

  /** Equal when the same rows have equal entries. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof PayloadOverlay that) || count != that.count) {
      return false;
    }
    boolean[] equal = {true};
    forEach((row, entry) -> equal[0] &= entry.equals(that.get(row)));
    return equal[0];
  }

  @Override
  public int hashCode() {
    int[] hash = {0};
    forEach((row, entry) -> hash[0] += 31 * row + entry.hashCode());
    return hash[0];
  }

  @Override
  public String toString() {
    return count + " changed";
  }
}
