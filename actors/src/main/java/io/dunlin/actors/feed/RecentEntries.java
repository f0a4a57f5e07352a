package io.dunlin.actors.feed;

import io.dunlin.actors.wire.WireLimits;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.LogPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The end of a log, bounded in bytes: what followers that are a little behind are given without
 * asking the journal. Belongs to one {@link ShardFeed}.
 */
final class RecentEntries {
  /** An entry as the log has it. */
  record Recent(LogPoint at, long after, LogEntry<?> entry) {
    /** In pieces of which each fits into a frame. */
    List<FeedProtocol.EntryPiece> cut() {
      List<FeedProtocol.EntryPiece> pieces = new ArrayList<>();
      int from = 0;
      do {
        FeedProtocol.EntryPiece piece = piece(from, WireLimits.MAX_FRAME_BYTES);
        pieces.add(piece);
        from += piece.bytes().length;
      } while (from < entry.bytes().length);
      return pieces;
    }

    /** Of its bytes those after the first {@code from}, but no more than {@code most}. */
    FeedProtocol.EntryPiece piece(int from, int most) {
      byte[] whole = entry.bytes();
      int to = (int) Math.min(whole.length, (long) from + most);
      return new FeedProtocol.EntryPiece(
          at.position(),
          after,
          entry.manifest(),
          to - from == whole.length ? whole : Arrays.copyOfRange(whole, from, to),
          to == whole.length,
          at.prefix());
    }
  }

  private final long limit;
  private final NavigableMap<Long, Recent> entries = new TreeMap<>();
  private LogPoint before;
  private LogPoint last;
  private long bytes;

  /**
   * @param start the point that the first entry will follow
   * @param limit bytes of entries; the newest is kept whatever its size
   */
  RecentEntries(LogPoint start, long limit) {
    this.before = start;
    this.last = start;
    this.limit = limit;
  }

  /** Takes the next entry; {@code at} is the point at it. */
  void add(LogPoint at, LogEntry<?> entry) {
    entries.put(at.position(), new Recent(at, last.position(), entry));
    last = at;
    bytes += entry.bytes().length;
    while (bytes > limit && entries.size() > 1) {
      Recent oldest = entries.pollFirstEntry().getValue();
      bytes -= oldest.entry().bytes().length;
      before = oldest.at();
    }
  }

  /** The point before the first entry that is here. */
  LogPoint before() {
    return before;
  }

  LogPoint last() {
    return last;
  }

  /** Whether the log had this point, as far as is known here. */
  boolean has(LogPoint at) {
    Recent entry = entries.get(at.position());
    return at.equals(before) || (entry != null && entry.at().equals(at));
  }

  /** The first entry after a position that {@link #before} or an entry has. */
  Optional<Recent> next(long position) {
    return Optional.ofNullable(entries.higherEntry(position)).map(Map.Entry::getValue);
  }
}
