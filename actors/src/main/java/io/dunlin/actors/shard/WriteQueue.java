package io.dunlin.actors.shard;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.OperationPieces.Piece;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes that wait for the journal, first come, first served, bounded in bytes. Belongs to one
 * {@link ShardEntity}.
 */
final class WriteQueue {
  private final Deque<ShardProtocol.Write> waiting = new ArrayDeque<>();
  private final long limit;
  private long bytes;

  WriteQueue(long limit) {
    this.limit = limit;
  }

  /**
   * False when it would hold too much. A single write that is larger than the limit is taken when
   * nothing waits.
   */
  boolean offer(ShardProtocol.Write write) {
    if (bytes > 0 && bytes + write.bytes() > limit) {
      return false;
    }
    waiting.add(write);
    bytes += write.bytes();
    return true;
  }

  /**
   * The first write, when it selects points by a filter and so must be resolved before the next
   * commit.
   */
  Optional<ShardProtocol.Write> unresolvedHead() {
    dropExpired();
    return Optional.ofNullable(waiting.peekFirst()).filter(WriteQueue::selectsByFilter);
  }

  /**
   * Gives the first write, if it is still {@code write}, the points that its filter selects: puts
   * in its place as many pieces as it takes to keep commits small.
   */
  void resolve(ShardProtocol.Write write, List<PointId> points) {
    if (isHead(write)) {
      waiting.removeFirst();
      bytes -= write.bytes();
      List<Piece> pieces =
          points.isEmpty()
              ? List.of(new Piece(write.operation().about(new PointOperation.ByIds(points)), 0))
              : OperationPieces.of(write.operation(), points);
      for (int number = pieces.size() - 1; number >= 0; number--) {
        Piece piece = pieces.get(number);
        waiting.addFirst(write.piece(piece, number, pieces.size()));
        bytes += piece.bytes();
      }
    }
  }

  /** Refuses the first write, if it is still {@code write}. */
  void refuse(ShardProtocol.Write write, DunlinFailure failure) {
    if (isHead(write)) {
      refuseHead(failure);
    }
  }

  @SuppressWarnings("ReferenceEquality") // this very message, not one of the same content
  private boolean isHead(ShardProtocol.Write write) {
    return waiting.peekFirst() == write;
  }

  private void refuseHead(DunlinFailure failure) {
    ShardProtocol.Write head = waiting.removeFirst();
    bytes -= head.bytes();
    head.fail(failure);
  }

  /**
   * The writes of the next commit: at least one, then as many as fit, none beyond an unresolved
   * one. Those whose time is over are refused.
   */
  List<ShardProtocol.Write> take(long commitBytes) {
    List<ShardProtocol.Write> taken = new ArrayList<>();
    long takenBytes = 0;
    while (true) {
      dropExpired();
      ShardProtocol.@Nullable Write next = waiting.peekFirst();
      if (next == null) {
        break;
      }
      if (selectsByFilter(next) || (!taken.isEmpty() && takenBytes + next.bytes() > commitBytes)) {
        break;
      }
      waiting.removeFirst();
      takenBytes += next.bytes();
      taken.add(next);
    }
    bytes -= takenBytes;
    return taken;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Refuses everything. */
  void refuseAll(DunlinFailure failure) {
    while (!waiting.isEmpty()) {
      refuseHead(failure);
    }
  }

  /** Refuses everything; what nothing was done of may be sent again as it is. */
  void handBack(ShardId shard) {
    while (!waiting.isEmpty()) {
      refuseHead(
          waiting.getFirst().piece() == 0
              ? new DunlinFailure.NotDelivered(shard)
              : new DunlinFailure.Unavailable(
                  "shard %s moves and did a part of the write; send it again".formatted(shard)));
    }
  }

  private void dropExpired() {
    while (!waiting.isEmpty() && waiting.getFirst().deadline().passed()) {
      int done = waiting.getFirst().piece();
      refuseHead(
          new DunlinFailure.TimedOut(
              "the write waited longer than its timeout; "
                  + (done == 0 ? "nothing was changed" : "a part of it was done")));
    }
  }

  private static boolean selectsByFilter(ShardProtocol.Write write) {
    return write
        .operation()
        .selection()
        .filter(PointOperation.ByFilter.class::isInstance)
        .isPresent();
  }
}
