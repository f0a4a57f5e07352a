package io.dunlin.faults.load;

import java.util.ArrayList;
import java.util.List;

/** What is wrong whatever the order of things was; the first few. Any thread may add to it. */
public final class Complaints {
  private static final int KEPT = 20;

  private final List<String> all = new ArrayList<>();

  public synchronized void add(String complaint) {
    if (all.size() < KEPT) {
      all.add(complaint);
    }
  }

  public synchronized List<String> all() {
    return List.copyOf(all);
  }
}
