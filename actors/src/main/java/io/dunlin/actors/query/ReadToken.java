package io.dunlin.actors.query;

import io.dunlin.persistence.model.ShardId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a reader has seen or written of a collection: log positions by shard. A read that carries it
 * is answered from copies that have all of that.
 */
public record ReadToken(UUID collection, Map<ShardId, Long> positions) {
  private static final int FORM = 1;
  private static final int MOST_SHARDS = 100_000;

  public ReadToken {
    positions = Map.copyOf(positions);
  }

  /** Up to which position of a shard a read has to see; 0 where the token says nothing. */
  public long position(ShardId shard) {
    return positions.getOrDefault(shard, 0L);
  }

  /** The same, and what {@code other} has seen. */
  public ReadToken and(Map<ShardId, Long> other) {
    Map<ShardId, Long> both = new HashMap<>(positions);
    other.forEach((shard, position) -> both.merge(shard, position, Math::max));
    return new ReadToken(collection, both);
  }

  /** As text, in the letters of base64url. */
  public String encode() {
    ByteBuffer bytes = ByteBuffer.allocate(1 + 16 + positions.size() * 24);
    bytes.put((byte) FORM);
    bytes.putLong(collection.getMostSignificantBits());
    bytes.putLong(collection.getLeastSignificantBits());
    SortedMap<ShardId, Long> ordered = new TreeMap<>(positions);
    ordered.forEach((shard, position) -> {
      bytes.putLong(shard.uuid().getMostSignificantBits());
      bytes.putLong(shard.uuid().getLeastSignificantBits());
      bytes.putLong(position);
    });
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Empty when it is none. */
  public static Optional<ReadToken> parse(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.get() != FORM || (bytes.limit() - 17) % 24 != 0) {
        return Optional.empty();
      }
      UUID collection = new UUID(bytes.getLong(), bytes.getLong());
      Map<ShardId, Long> positions = new HashMap<>();
      while (bytes.hasRemaining() && positions.size() < MOST_SHARDS) {
        ShardId shard = new ShardId(new UUID(bytes.getLong(), bytes.getLong()));
        positions.put(shard, bytes.getLong());
      }
      return Optional.of(new ReadToken(collection, positions));
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }
}
