package io.dunlin.sharding.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What one operation has for one shard: a few pieces are sent ahead of the answers, so that a
 * request as large as may be sent does not fill the queue of the shard, which would refuse it.
 * Belongs to one {@link WriteFanout}.
 */
final class ShardSend {
  private static final long WINDOW_BYTES = 4 << 20;

  private final Deque<WriteRequest.ShardPart> unsent = new ArrayDeque<>();
  // Sizes of what is not answered yet. A shard answers in the order in which it was sent to.
  private final Deque<Long> underWay = new ArrayDeque<>();
  private long bytes;

  void add(WriteRequest.ShardPart piece) {
    unsent.add(piece);
  }

  /** The piece to send now, if there is one; a single piece larger than the window goes alone. */
  Optional<WriteRequest.ShardPart> next() {
    WriteRequest.ShardPart piece = unsent.peek();
    if (piece == null || (bytes > 0 && bytes + piece.bytes() > WINDOW_BYTES)) {
      return Optional.empty();
    }
    unsent.remove();
    underWay.add(piece.bytes());
    bytes += piece.bytes();
    return Optional.of(piece);
  }

  void answered() {
    bytes -= underWay.remove();
  }

  /** Whether nothing is waited for now. */
  boolean isIdle() {
    return underWay.isEmpty();
  }
}
