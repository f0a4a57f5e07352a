package io.dunlin.faults.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is wrong whatever the order of things was; the first few. Any thread may add to it. */
public final class Complaints {
  /** What is wrong. */
  enum Kind {
    /** A status that no client has to expect. */
    STATUS,
    /** A collection that should be there and is not, or is and should not. */
    COLLECTIONS,
    /** Points that nobody wrote like this, or did not ask for. */
    POINTS,
    /** An answer marked as old that had no reason to be. */
    OLD
  }

  private static final int KEPT_OF_EACH = 10;

  private final Map<Kind, List<String>> all = new EnumMap<>(Kind.class);

  synchronized void add(Kind kind, String complaint) {
    List<String> kept = all.computeIfAbsent(kind, _ -> new ArrayList<>());
    if (kept.size() < KEPT_OF_EACH) {
      kept.add(complaint);
    }
  }

  public synchronized List<String> all() {
    return all.values().stream().flatMap(List::stream).toList();
  }
}
