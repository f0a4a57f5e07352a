package io.dunlin.http.logging;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Levels without loggers. */
public final class InMemoryLogLevels implements LogLevels {
  private final Map<String, Level> levels =
      new ConcurrentHashMap<>(Map.of(OWN, Level.INFO, "ROOT", Level.WARN));

  @Override
  public SortedMap<String, Level> levels() {
    return new TreeMap<>(levels);
  }

  @Override
  public void set(String logger, Level level) {
    levels.put(logger, level);
  }
}
