package io.dunlin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code bin/dunlin} as a shell would, on the classes under test. */
class LauncherIT {
  private static final Path SCRIPT = Path.of("../bin/dunlin").toAbsolutePath().normalize();
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern READY =
      Pattern.compile(
          "Dunlin (\\S+) is ready: REST http://127\\.0\\.0\\.1:(\\d+)  gRPC 127\\.0\\.0\\.1:(\\d+)  data"
              + " (.+)");

  @TempDir Path directory;
  @TempDir Path logs;

  private record Ended(int exitCode, String out, String err) {}

  @Test
  void helpNamesEveryOption() throws Exception {
    Ended help = run("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .startsWith("Dunlin")
        .contains("demo", "--data-dir", "--http-port", "--grpc-port", "--config", "--version");
  }

  @Test
  void anUnknownOptionIsRefusedWithWhatThereIs() throws Exception {
    Ended refused = run("--prot", "1");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("no option --prot", "--http-port", "dunlin --help");
  }

  @Test
  void wrongSettingsAreRefused() throws Exception {
    Ended refused = run("--http-port", "seventy");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("dunlin.http.port (command line)", "\"seventy\"");
  }

  @Test
  void aSecondStartIsRefusedAndSigtermStopsTheFirstCleanly() throws Exception {
    Process first =
        start(
            Redirect.INHERIT, "--data-dir", directory.toString(), "--http-port=0", "--grpc-port=0");
    try (BufferedReader out = first.inputReader()) {
      Matcher ready = READY.matcher(readyLine(out));
      assertThat(ready.matches()).isTrue();
      assertThat(Integer.parseInt(ready.group(2))).isPositive();
      assertThat(ready.group(4)).isEqualTo(directory.toString());

      Ended second = run("--data-dir", directory.toString(), "--http-port=0", "--grpc-port=0");
      assertThat(second.exitCode()).isEqualTo(3);
      assertThat(second.err())
          .contains(directory.toString(), "in use", "process " + first.pid(), "--data-dir");
      assertThat(first.isAlive()).isTrue();

      first.destroy();
      assertThat(first.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isZero();
    } finally {
      first.destroyForcibly();
    }
  }

  private static String readyLine(BufferedReader out) throws IOException {
    String line = out.readLine();
    while (line != null && !line.startsWith("Dunlin ")) {
      line = out.readLine();
    }
    return String.valueOf(line);
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    Path errors = Files.createTempFile(logs, "dunlin", ".err");
    Process process = start(Redirect.to(errors.toFile()), arguments);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    try (BufferedReader out = process.inputReader()) {
      String printed = out.lines().collect(Collectors.joining("\n"));
      return new Ended(process.exitValue(), printed, Files.readString(errors));
    }
  }

  private static Process start(Redirect errors, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
    builder.environment().put("DUNLIN_CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
