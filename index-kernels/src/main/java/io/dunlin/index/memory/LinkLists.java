package io.dunlin.index.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The links of the nodes of a layer, one list after the other: little-endian ints, first how many
 * links the node has, or -1 for none that counts as a node, then the links, then what is not read.
 *
 * @param data off heap; the list of node n stands at byte {@code n * stride()}
 * @param count nodes
 * @param most links of a node
 */
public record LinkLists(MemorySegment data, int count, int most) {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

  public LinkLists {
    if (count < 0 || most < 1 || data.byteSize() < count * stride(most) || !data.isNative()) {
      throw new IllegalArgumentException(
          "%d bytes do not hold %d lists of %d links off heap"
              .formatted(data.byteSize(), count, most));
    }
  }

  /** Bytes of a list. */
  public long stride() {
    return stride(most);
  }

  private static long stride(int most) {
    return (1L + most) * Integer.BYTES;
  }

  /** Number of links of a node, or -1. */
  public int size(int node) {
    return data.get(INT, node * stride());
  }

  /** A link of a node; {@code index} is below its size. */
  public int link(int node, int index) {
    return data.get(INT, node * stride() + (1L + index) * Integer.BYTES);
  }
}
