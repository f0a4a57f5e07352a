package io.dunlin.cluster.boot;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import io.dunlin.http.logging.LogLevels.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogbackLevelsTest {
  private final LoggerContext context = new LoggerContext();
  private final LogbackLevels levels = new LogbackLevels(context);

  /** Of its own only the root has a level at first, which is Logback's. */
  @Test
  void tellsWhatHasALevelOfItsOwn() {
    assertThat(levels.levels()).containsOnlyKeys("ROOT", "io.dunlin");
    assertThat(levels.levels()).containsEntry("io.dunlin", Level.DEBUG);
    context
        .getLogger("ROOT")
        .setLevel(ch.qos.logback.classic.Level.toLevel(ch.qos.logback.classic.Level.ALL_INT));
    assertThat(levels.levels()).containsEntry("io.dunlin", Level.TRACE);
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void whatIsSetIsTold(Level level) {
    levels.set("io.dunlin.sharding", level);
    assertThat(levels.levels())
        .containsOnlyKeys("ROOT", "io.dunlin", "io.dunlin.sharding")
        .containsEntry("io.dunlin.sharding", level);
    assertThat(context.getLogger("io.dunlin.sharding.Gathers").isErrorEnabled())
        .isEqualTo(level != Level.OFF);
    assertThat(context.getLogger("io.dunlin.sharding.Gathers").isInfoEnabled())
        .isEqualTo(level.compareTo(Level.INFO) >= 0);
  }
}
