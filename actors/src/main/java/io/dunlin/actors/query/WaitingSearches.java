package io.dunlin.actors.query;

import io.dunlin.persistence.model.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The searches that wait for a thread, by shard. The one that gets a thread takes others along that
 * look at the same rows. Any thread may call.
 */
final class WaitingSearches {
  private final int most;
  private final int threads;
  private final Map<ShardId, Set<WaitingSearch>> waiting = new HashMap<>();

  /**
   * @param most searches that are answered together
   * @param threads that answer searches
   */
  WaitingSearches(int most, int threads) {
    this.most = most;
    this.threads = threads;
  }

  synchronized void add(WaitingSearch search) {
    waiting.computeIfAbsent(search.request().shard(), _ -> new LinkedHashSet<>()).add(search);
  }

  /**
   * A search, which has a thread now, and those that it takes along: no more than its thread's
   * share of all that wait, so that no thread goes without. Nothing when it was taken along itself.
   */
  synchronized List<WaitingSearch> take(WaitingSearch own) {
    Set<WaitingSearch> of = waiting.get(own.request().shard());
    if (of == null || !of.remove(own)) {
      return List.of();
    }
    List<WaitingSearch> taken = new ArrayList<>();
    taken.add(own);
    int share = Math.min(most, 1 + of.size() / threads);
    for (Iterator<WaitingSearch> each = of.iterator(); taken.size() < share && each.hasNext(); ) {
      WaitingSearch other = each.next();
      if (own.isLike(other) && !other.request().deadline().passed()) {
        taken.add(other);
        each.remove();
      }
    }
    if (of.isEmpty()) {
      waiting.remove(own.request().shard());
    }
    return taken;
  }
}
