package io.dunlin.faults.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndertakerTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Starts a process that outlives it, stops that, and waits to be killed. */
  static final class Program {
    public static void main(String[] arguments) throws Exception {
      Undertaker.ours().atEnd(List.of("mkdir", arguments[0]));
      Process child =
          new ProcessBuilder("sh", "-c", "sleep 600; true", "child", Undertaker.option()).start();
      Shell.run("kill", "-STOP", Long.toString(child.pid()));
      System.out.println(child.pid());
      Thread.sleep(Duration.ofMinutes(10));
    }
  }

  @TempDir Path folder;

  @Test
  void whatAKilledProgramLeavesIsEndedAndItsLastCommandsAreRun() throws Exception {
    Path made = folder.resolve("made");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                made.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle child = childOf(program);
    assertThat(child.isAlive()).isTrue();

    program.destroyForcibly().waitFor();

    assertThat(child.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).isAlive()).isFalse();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.isDirectory(made) && System.nanoTime() - deadline < 0) {
      Thread.sleep(10);
    }
    assertThat(made).isDirectory();
  }

  private static ProcessHandle childOf(Process program) throws IOException {
    try (BufferedReader told = program.inputReader()) {
      return ProcessHandle.of(Long.parseLong(told.readLine())).orElseThrow();
    }
  }
}
