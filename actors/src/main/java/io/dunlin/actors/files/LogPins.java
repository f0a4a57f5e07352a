package io.dunlin.actors.files;

import io.dunlin.persistence.model.ShardId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who still needs which part of a shard's log: followers that have not come as far, and moves that
 * are under way. Nothing that a pin needs is trimmed. Any thread may call.
 *
 * <p>A pin keeps what is there and brings nothing back: a trim that had begun before goes on. Who
 * pins looks at where the log begins afterwards.
 */
public final class LogPins {
  private final Map<ShardId, Set<Pin>> pins = new ConcurrentHashMap<>();

  /**
   * @param position of the last event that is <em>not</em> needed any more
   */
  public Pin pin(ShardId shard, long position) {
    Pin pin = new Pin(shard, position);
    pins.compute(
        shard,
        (_, held) -> {
          Set<Pin> all = held == null ? ConcurrentHashMap.newKeySet() : held;
          all.add(pin);
          return all;
        });
    return pin;
  }

  /** The last event that nobody needs; {@link Long#MAX_VALUE} where there is no pin. */
  public long limit(ShardId shard) {
    Collection<Pin> held = pins.getOrDefault(shard, Set.of());
    return held.stream().mapToLong(Pin::position).min().orElse(Long.MAX_VALUE);
  }

  /** Moves on as its holder does, until it is closed. */
  public final class Pin implements AutoCloseable {
    private final ShardId shard;
    private volatile long position;

    private Pin(ShardId shard, long position) {
      this.shard = shard;
      this.position = position;
    }

    public long position() {
      return position;
    }

    /** The events up to this position are not needed any more. */
    public void moveTo(long reached) {
      position = reached;
    }

    @Override
    public void close() {
      pins.computeIfPresent(
          shard,
          (_, held) -> {
            held.remove(this);
            return held.isEmpty() ? null : held;
          });
    }
  }
}
