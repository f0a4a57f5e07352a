package io.dunlin.cluster.boot;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.dunlin.cluster.settings.DunlinSettings.LogLevel;
import org.slf4j.LoggerFactory;

/** Sets how much of our own log is shown; libraries stay as {@code logback.xml} has them. */
public final class Logging {
  private Logging() {}

  public static void level(LogLevel level) {
    if (LoggerFactory.getLogger("io.dunlin") instanceof Logger logger) {
      logger.setLevel(Level.toLevel(level.name()));
    }
  }
}
