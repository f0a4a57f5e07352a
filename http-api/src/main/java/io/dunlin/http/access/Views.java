package io.dunlin.http.access;

import io.dunlin.sharding.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The operations of an API, made once over all collections and once for each set of them that
 * callers see. Any number of threads may call it.
 */
public final class Views<T> {
  /** Views are small, and soon made again. */
  private static final int KEPT = 256;

  private final Collections all;
  private final Function<Collections, T> make;
  private final T ofAll;

  /** The least recently used first; guarded by itself. */
  private final LinkedHashMap<Access.Some, T> ofSome = LinkedHashMap.newLinkedHashMap(KEPT);

  public Views(Collections all, Function<Collections, T> make) {
    this.all = all;
    this.make = make;
    this.ofAll = make.apply(all);
  }

  public T ofAll() {
    return ofAll;
  }

  public T of(Access access) {
    return switch (access) {
      case Access.Everything _, Access.ReadEverything _ -> ofAll;
      case Access.Some some -> of(some);
    };
  }

  private Collections seen(Access.Some some) {
    Collections seen = new SeenCollections(all, some);
    return some.limits().isEmpty() ? seen : new LimitedCollections(all, seen, some);
  }

  private T of(Access.Some some) {
    synchronized (ofSome) {
      T known = ofSome.remove(some);
      T view = known != null ? known : make.apply(seen(some));
      ofSome.putLast(some, view);
      if (ofSome.size() > KEPT) {
        Map.Entry<Access.Some, T> _ = ofSome.pollFirstEntry();
      }
      return view;
    }
  }
}
