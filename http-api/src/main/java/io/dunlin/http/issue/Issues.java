package io.dunlin.http.issue;

import io.dunlin.sharding.strict.MissingIndex;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The issues that this node has met. Any number of threads may call it. */
public final class Issues {
  private static final int KEPT = 1000;

  /**
   * A filter took long on a field without an index.
   *
   * @param millis that the slowest such request took
   * @param last when that was met last
   */
  public record Issue(String collection, MissingIndex missing, long millis, Instant last) {}

  private record Key(String collection, String path) {}

  /** In the order in which they were met first; guarded by itself. */
  private final Map<Key, Issue> issues = new LinkedHashMap<>();

  void add(Issue issue) {
    Key key = new Key(issue.collection(), issue.missing().path());
    synchronized (issues) {
      if (issues.containsKey(key) || issues.size() < KEPT) {
        var _ = issues.merge(key, issue, Issues::slower);
      }
    }
  }

  private static Issue slower(Issue before, Issue now) {
    return new Issue(
        now.collection(), now.missing(), Math.max(before.millis(), now.millis()), now.last());
  }

  /** There is an index now. */
  void solved(String collection, String path) {
    synchronized (issues) {
      var _ = issues.remove(new Key(collection, path));
    }
  }

  /** The collection is gone, or its name means another. */
  void forget(String collection) {
    synchronized (issues) {
      var _ = issues.keySet().removeIf(key -> key.collection().equals(collection));
    }
  }

  public List<Issue> all() {
    synchronized (issues) {
      return List.copyOf(issues.values());
    }
  }

  public void clear() {
    synchronized (issues) {
      issues.clear();
    }
  }
}
