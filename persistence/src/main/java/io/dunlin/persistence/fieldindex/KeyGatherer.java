package io.dunlin.persistence.fieldindex;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefHash;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** Gathers keys and their rows, and lays them out for a {@link KeyIndex}. */
final class KeyGatherer {
  /** Of distinct keys together; an index of more would be little smaller than the payloads. */
  private static final long MAX_BYTES = 256L << 20;

  /** Of keys with their rows, which take 12 bytes each in the end. */
  private static final int MAX_PAIRS =
      (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 64);

  private final BytesRefHash keys = new BytesRefHash();
  private long bytes;

  /** The number of each pair's key in {@link #keys}, and its row. */
  private int[] numbers = new int[1024];

  private int[] rows = new int[1024];
  private int count;

  /** False when there is no room for the key; rows come in ascending order. */
  boolean add(byte[] key, int row) {
    BytesRef text = new BytesRef(key);
    if (count == MAX_PAIRS || (bytes + key.length > MAX_BYTES && keys.find(text) < 0)) {
      return false;
    }
    int added = keys.add(text);
    if (added >= 0) {
      bytes += key.length;
    }
    numbers = ArrayUtil.grow(numbers, count + 1);
    rows = ArrayUtil.grow(rows, count + 1);
    numbers[count] = added >= 0 ? added : -added - 1;
    rows[count++] = row;
    return true;
  }

  /** Adds the sections. Nothing can be gathered after that. */
  void writeTo(Map<String, MemorySegment> sections) throws IOException {
    int distinct = keys.size();
    int[] sorted = keys.sort();
    int[] ranks = new int[distinct];
    for (int rank = 0; rank < distinct; rank++) {
      ranks[sorted[rank]] = rank;
    }
    int[] starts = starts(ranks);
    int[] byRank = rowsByRank(ranks, starts);
    ByteBuffersDataOutput text = new ByteBuffersDataOutput();
    ByteBuffersDataOutput textOffsets = new ByteBuffersDataOutput();
    ByteBuffersDataOutput postings = new ByteBuffersDataOutput();
    ByteBuffersDataOutput postingOffsets = new ByteBuffersDataOutput();
    BytesRef key = new BytesRef();
    for (int rank = 0; rank < distinct; rank++) {
      BytesRef found = keys.get(sorted[rank], key);
      textOffsets.writeLong(text.size());
      text.writeBytes(found.bytes, found.offset, found.length);
      postingOffsets.writeLong(postings.size());
      postings.writeBytes(
          RowSets.bytes(
              MutableRoaringBitmap.bitmapOf(
                  Arrays.copyOfRange(byRank, starts[rank], starts[rank + 1]))));
    }
    textOffsets.writeLong(text.size());
    postingOffsets.writeLong(postings.size());
    sections.put(FieldSections.KEYS, MemorySegment.ofArray(text.toArrayCopy()));
    sections.put(FieldSections.KEY_OFFSETS, MemorySegment.ofArray(textOffsets.toArrayCopy()));
    sections.put(FieldSections.POSTINGS, MemorySegment.ofArray(postings.toArrayCopy()));
    sections.put(
        FieldSections.POSTING_OFFSETS, MemorySegment.ofArray(postingOffsets.toArrayCopy()));
  }

  /** Where the rows of each rank start when they stand in the order of ranks. */
  private int[] starts(int[] ranks) {
    int[] starts = new int[ranks.length + 1];
    for (int i = 0; i < count; i++) {
      starts[ranks[numbers[i]] + 1]++;
    }
    for (int rank = 0; rank < ranks.length; rank++) {
      starts[rank + 1] += starts[rank];
    }
    return starts;
  }

  private int[] rowsByRank(int[] ranks, int[] starts) {
    int[] next = starts.clone();
    int[] byRank = new int[count];
    for (int i = 0; i < count; i++) {
      byRank[next[ranks[numbers[i]]]++] = rows[i];
    }
    return byRank;
  }
}
