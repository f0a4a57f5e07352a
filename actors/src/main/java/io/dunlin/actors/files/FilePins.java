package io.dunlin.actors.files;

import io.dunlin.persistence.model.ShardId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files of this node that are being read by others or were fetched for something that does not name
 * them yet: who removes superfluous files leaves them alone. Any thread may call.
 */
public final class FilePins {
  private final Map<ShardId, Set<Held>> pins = new ConcurrentHashMap<>();

  /** Keeps files, which may not be there yet, until the answer is closed. */
  public Held hold(ShardId shard, Collection<String> files) {
    Held pin = new Held(shard, List.copyOf(files));
    pins.compute(
        shard,
        (_, held) -> {
          Set<Held> all = held == null ? ConcurrentHashMap.newKeySet() : held;
          all.add(pin);
          return all;
        });
    return pin;
  }

  /** All files of a shard that are held. */
  public Set<String> held(ShardId shard) {
    Set<String> files = new HashSet<>();
    pins.getOrDefault(shard, Set.of()).forEach(pin -> files.addAll(pin.files));
    return files;
  }

  /** Some files that are kept. */
  public final class Held implements AutoCloseable {
    private final ShardId shard;
    private final List<String> files;

    private Held(ShardId shard, List<String> files) {
      this.shard = shard;
      this.files = files;
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
