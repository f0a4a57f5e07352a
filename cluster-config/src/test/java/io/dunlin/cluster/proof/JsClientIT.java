package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published JavaScript clients, unchanged, have sessions with a node. Needs Node.js and npm.
 */
class JsClientIT {
  private static final Path SCRIPTS = Path.of("src/test/js");
  private static final long PATIENCE_SECONDS = 120;

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  private record Ended(int exitCode, String output) {}

  @Test
  void haveFullSessions() throws Exception {
    Path folder = install();
    StartedNode node = nodes.start(data, Map.of());
    hasASession(folder, "rest.mjs", node.httpPort());
    hasASession(folder, "grpc.mjs", node.grpcPort());
  }

  private static void hasASession(Path folder, String script, int port) throws Exception {
    Ended session = run(folder, "node", script, Integer.toString(port));
    assertThat(session.exitCode()).as(session.output()).isZero();
    assertThat(session.output())
        .contains("errors: done")
        .as("a client that finds the versions compatible says nothing")
        .doesNotContainIgnoringCase("incompatible", "failed to obtain server version");
  }

  /** Fetches the clients below {@code target/}, or gives up the test where that cannot be. */
  private static Path install() throws Exception {
    Path folder = Files.createDirectories(Path.of("target/js-client"));
    for (String file :
        List.of("package.json", "package-lock.json", ".npmrc", "rest.mjs", "grpc.mjs")) {
      Files.copy(SCRIPTS.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      run(folder, "node", "--version");
      Ended install = run(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
      if (install.exitCode() != 0) {
        abort(
            "the JavaScript clients were not tested: npm could not fetch them\n"
                + install.output());
      }
    } catch (IOException missing) {
      abort("the JavaScript clients were not tested: they need node and npm (" + missing + ")");
    }
    return folder;
  }

  private static Ended run(Path folder, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
