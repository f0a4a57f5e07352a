package io.dunlin.sharding.strict;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** Of the collections that are in strict mode. Any thread may call. */
public final class CollectionUses {
  private final ConcurrentMap<UUID, CollectionUse> byCollection = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public CollectionUses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  public Optional<CollectionUse> find(UUID collection) {
    return Optional.ofNullable(byCollection.get(collection));
  }

  /**
   * One of a collection that there was none of.
   *
   * @param existing all collections; those that are gone are let go of
   */
  public CollectionUse begin(UUID collection, Set<UUID> existing) {
    byCollection.keySet().retainAll(existing);
    return byCollection.computeIfAbsent(collection, _ -> new CollectionUse(nanoTime));
  }

  int size() {
    return byCollection.size();
  }
}
