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
  // A shard answers in the order in which it was sent to.
  private final Deque<WriteRequest.ShardPart> underWay = new ArrayDeque<>();
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
    underWay.add(piece);
    bytes += piece.bytes();
    return Optional.of(piece);
  }

  void answered() {
    bytes -= underWay.remove().bytes();
  }

  /**
   * The one piece under way was not delivered: it is the next once more. False when others are
   * under way too, which it may no longer come before.
   */
  boolean takeBack() {
    if (underWay.size() != 1) {
      return false;
    }
    WriteRequest.ShardPart piece = underWay.remove();
    bytes -= piece.bytes();
    unsent.addFirst(piece);
    return true;
  }

  /** Whether nothing is waited for now. */
  boolean isIdle() {
    return underWay.isEmpty();
  }
}
