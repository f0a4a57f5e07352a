package io.dunlin.actors.feed;

import io.dunlin.actors.feed.FeedProtocol.EntryPiece;
import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.event.LogPoint;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What those who read a shard's log ask its writer, and what it answers: one answer to each
 * question. Who gets none, or one of a writer that has gone, asks again from where it stands; so
 * nothing is missed or told twice, whoever writes.
 */
public final class TailProtocol {
  private TailProtocol() {}

  /** Where a reader stands that wants to know the log's end, and nothing before it. */
  public static final LogPoint END = new LogPoint(Long.MAX_VALUE, 0, 0);

  /**
   * Asks for what comes after a point.
   *
   * @param reader who asks, the same each time
   * @param had bytes of the next entry that the reader has already: one that is too large for a
   *     message comes in several
   * @param maxBytes that the reader can take; a single entry may have more
   * @param patience how long the answer may wait for something to come
   */
  public record Question(
      UUID reader,
      LogPoint after,
      int had,
      int maxBytes,
      Duration patience,
      ActorRef<Answer> replyTo) {}

  /** An answer to a reader. */
  public sealed interface Answer extends WireMessage {}

  /**
   * What comes next: as much as was asked for, or nothing when the time to wait was over.
   *
   * @param last the log's end
   */
  public record Entries(LogPoint last, List<EntryPiece> pieces) implements Answer {}

  /**
   * What comes next is no longer in the log.
   *
   * @param position the first that may be
   */
  public record Trimmed(long position) implements Answer {}

  /** Where the reader stands was never a point of this log. */
  public record Foreign(LogPoint last) implements Answer {}

  /** The writer cannot say now; a moment later there is another, or it can. */
  public record NotNow() implements Answer {}
}
