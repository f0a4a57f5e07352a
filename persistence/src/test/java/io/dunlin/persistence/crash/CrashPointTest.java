package io.dunlin.persistence.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashPointTest {
  /** Reaches one point three times. */
  static final class Program {
    public static void main(String[] arguments) {
      for (int i = 0; i < 3; i++) {
        CrashPoint.MANIFEST_NAMED.reach();
        CrashPoint.MANIFEST_WRITTEN.reach();
      }
    }
  }

  @Test
  void haltsAtTheChosenStepAndNowhereElse() throws Exception {
    assertThat(exitCode()).isZero();
    assertThat(exitCode("-Ddunlin.crash-at=segment-named")).isZero();
    assertThat(exitCode("-Ddunlin.crash-at=manifest-named")).isEqualTo(CrashPoint.EXIT_CODE);
    assertThat(exitCode("-Ddunlin.crash-at=manifest-named:3")).isEqualTo(CrashPoint.EXIT_CODE);
    assertThat(exitCode("-Ddunlin.crash-at=manifest-named:4")).isZero();
    assertThat(exitCode("-Ddunlin.crash-at=no-such-step")).isEqualTo(1);
  }

  private static int exitCode(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Program.class.getName()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
