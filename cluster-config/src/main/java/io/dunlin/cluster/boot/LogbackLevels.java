package io.dunlin.cluster.boot;

import ch.qos.logback.classic.LoggerContext;
import io.dunlin.http.logging.LogLevels;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The levels of Logback's loggers. */
public final class LogbackLevels implements LogLevels {
  private static final Logger LOG = LoggerFactory.getLogger(LogbackLevels.class);

  private final LoggerContext context;

  public LogbackLevels(LoggerContext context) {
    this.context = context;
  }

  /** Those of this process. */
  public static LogbackLevels ofProcess() {
    return new LogbackLevels((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  @Override
  public SortedMap<String, Level> levels() {
    SortedMap<String, Level> levels = new TreeMap<>();
    levels.put(OWN, level(context.getLogger(OWN).getEffectiveLevel()));
    for (ch.qos.logback.classic.Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger.getName(), level(logger.getLevel()));
      }
    }
    return levels;
  }

  private static Level level(ch.qos.logback.classic.Level level) {
    return level.levelInt == ch.qos.logback.classic.Level.ALL_INT
        ? Level.TRACE
        : Level.valueOf(level.levelStr);
  }

  @Override
  public void set(String logger, Level level) {
    context.getLogger(logger).setLevel(ch.qos.logback.classic.Level.toLevel(level.name()));
    LOG.info("The level of the logger {} is {} now", logger, level);
  }
}
