package io.dunlin.actors.copy;

import io.dunlin.persistence.model.NodeId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How far a copy may answer for its shard. Any thread may ask. */
public interface Standing {
  /** A copy of which nothing is known. */
  long NEVER = Long.MAX_VALUE;

  /** After so long a silence of its writer a copy may answer though it may lack something. */
  Duration SILENCE = Duration.ofSeconds(2);

  /**
   * How long ago the copy was last known to have everything that any caller was told is done: 0
   * when it is known now, {@link #NEVER} when it never was. To be asked after the view was taken.
   */
  long staleNanos();

  /**
   * For how long nothing has been heard of the shard's writer: while it lives it answers, or
   * vouches for copies, and what others have is not needed. {@link #NEVER} of a copy that hears of
   * none.
   */
  default long silentNanos() {
    return NEVER;
  }

  /** The other nodes whose copies have a lease from this one; none but for a writer's. */
  default Set<NodeId> inSync() {
    return Set.of();
  }

  /**
   * How far this copy and the others are apart.
   *
   * @param position of the last log entry that this one holds
   */
  default Optional<Progress> progress(long position) {
    return Optional.empty();
  }

  /** Of the only copy of a log that nobody else can write. */
  Standing ALONE = () -> 0;

  /** Of a copy that nobody vouches for yet. */
  Standing UNKNOWN = () -> NEVER;
}
