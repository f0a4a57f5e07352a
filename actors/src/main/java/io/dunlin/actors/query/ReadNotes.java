package io.dunlin.actors.query;

import io.dunlin.persistence.model.ShardId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be known of an answer besides its content.
 *
 * @param staleMillis 0 when it has everything that was acknowledged before it was asked for; else
 *     it was read from a copy that last was known to have that so many milliseconds ago
 * @param missing shards that are not in the answer, and why
 * @param positions the furthest position of each shard's log that has been seen
 * @param mixed whether a shard was seen at several positions
 * @param cached whether it is an answer that had been kept
 * @param cursor what is said of further pages; absent where no cursor was asked for
 */
public record ReadNotes(
    long staleMillis,
    Map<ShardId, String> missing,
    Map<ShardId, Long> positions,
    boolean mixed,
    boolean cached,
    Optional<NextPage> cursor) {
  /**
   * @param token of the next page; absent: this is the last, and its cursor is closed
   */
  public record NextPage(Optional<String> token) {}

  public static final ReadNotes NONE = new ReadNotes(0, Map.of(), Map.of());

  public ReadNotes {
    missing = Map.copyOf(missing);
    positions = Map.copyOf(positions);
  }

  /** Of an answer without further pages. */
  public ReadNotes(
      long staleMillis,
      Map<ShardId, String> missing,
      Map<ShardId, Long> positions,
      boolean mixed,
      boolean cached) {
    this(staleMillis, missing, positions, mixed, cached, Optional.empty());
  }

  /** Of an answer that was read at once. */
  public ReadNotes(long staleMillis, Map<ShardId, String> missing, Map<ShardId, Long> positions) {
    this(staleMillis, missing, positions, false, false);
  }

  /** Of an answer that was made of several. */
  public static ReadNotes of(List<ReadNotes> parts) {
    Map<ShardId, String> missing = new HashMap<>();
    Map<ShardId, Long> positions = new HashMap<>();
    long stale = 0;
    boolean mixed = false;
    boolean cached = false;
    for (ReadNotes part : parts) {
      stale = Math.max(stale, part.staleMillis());
      missing.putAll(part.missing());
      mixed |= part.mixed();
      cached |= part.cached();
      for (Map.Entry<ShardId, Long> seen : part.positions().entrySet()) {
        Long before = positions.get(seen.getKey());
        mixed |= before != null && !before.equals(seen.getValue());
        // A reader that goes on from here must not see less than the part that saw most.
        positions.merge(seen.getKey(), seen.getValue(), Math::max);
      }
    }
    return new ReadNotes(stale, missing, positions, mixed, cached);
  }

  public ReadNotes and(ReadNotes other) {
    return other.equals(NONE) ? this : of(List.of(this, other));
  }

  /** The same, of a page. */
  public ReadNotes paged(Optional<String> next) {
    return new ReadNotes(
        staleMillis, missing, positions, mixed, cached, Optional.of(new NextPage(next)));
  }

  /** The same, of an answer that is kept. */
  public ReadNotes fromCache() {
    return new ReadNotes(staleMillis, missing, positions, mixed, true, cursor);
  }
}
