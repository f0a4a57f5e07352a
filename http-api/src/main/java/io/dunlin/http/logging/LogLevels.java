package io.dunlin.http.logging;

import java.util.SortedMap;

/**
 * How much the loggers of a node tell. What is set holds until the node stops. Safe for any thread.
 */
public interface LogLevels {
  /** The parent of all loggers that are not libraries'. */
  String OWN = "io.dunlin";

  /** From nothing to everything. */
  enum Level {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /**
   * Of the loggers that have a level of their own, by their names, and of {@link #OWN} in any case.
   * Another has that of the nearest one above it.
   */
  SortedMap<String, Level> levels();

  void set(String logger, Level level);
}
