package io.dunlin.actors.query;

import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be known of an answer besides its content.
 *
 * @param staleMillis 0 when it has everything that was acknowledged before it was asked for; else
 *     it was read from a copy that last was known to have that so many milliseconds ago
 * @param missing shards that are not in the answer, and why
 * @param positions the furthest position of each shard's log that has been seen
 */
public record ReadNotes(
    long staleMillis, Map<ShardId, String> missing, Map<ShardId, Long> positions) {
  public static final ReadNotes NONE = new ReadNotes(0, Map.of(), Map.of());

  public ReadNotes {
    missing = Map.copyOf(missing);
    positions = Map.copyOf(positions);
  }

  /** Of an answer that was made of several. */
  public static ReadNotes of(List<ReadNotes> parts) {
    Map<ShardId, String> missing = new HashMap<>();
    Map<ShardId, Long> positions = new HashMap<>();
    long stale = 0;
    for (ReadNotes part : parts) {
      stale = Math.max(stale, part.staleMillis());
      missing.putAll(part.missing());
      // A reader that goes on from here must not see less than the part that saw most.
      part.positions().forEach((shard, position) -> positions.merge(shard, position, Math::max));
    }
    return new ReadNotes(stale, missing, positions);
  }

  public ReadNotes and(ReadNotes other) {
    return other.equals(NONE) ? this : of(List.of(this, other));
  }
}
