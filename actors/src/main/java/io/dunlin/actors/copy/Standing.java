package io.dunlin.actors.copy;

import io.dunlin.persistence.model.NodeId;
import java.util.Set;

/** How far a copy may answer for its shard. Any thread may ask. */
public interface Standing {
  /** A copy of which nothing is known. */
  long NEVER = Long.MAX_VALUE;

  /**
   * How long ago the copy was last known to have everything that any caller was told is done: 0
   * when it is known now, {@link #NEVER} when it never was. To be asked after the view was taken.
   */
  long staleNanos();

  /** The other nodes whose copies have a lease from this one; none but for a writer's. */
  default Set<NodeId> inSync() {
    return Set.of();
  }

  /** Of the only copy of a log that nobody else can write. */
  Standing ALONE = () -> 0;

  /** Of a copy that nobody vouches for yet. */
  Standing UNKNOWN = () -> NEVER;
}
