package io.dunlin.index.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scores keep their bits: from version to version, in compiled code, in the interpreter, and at
 * every vector width that this machine can be told to use.
 */
class ScoreBitsTest {
  @ParameterizedTest
  @MethodSource("io.dunlin.index.kernel.Kernels#names")
  void compiledCodeGivesTheGoldenBits(String kernels) throws IOException {
    Kernels chosen = Kernels.choose(kernels);
    List<String> golden = golden();
    for (int warmUp = 0; warmUp < 400; warmUp++) {
      assertThat(ScoreBits.lines(chosen)).isEqualTo(golden);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "scalar, -Xint",
    "simd, -Xint",
    "simd, -XX:MaxVectorSize=32",
    "simd, -XX:MaxVectorSize=16"
  })
  void otherMachinesGiveTheGoldenBits(String kernels, String option) throws Exception {
    assertThat(printedByAnotherJvm(kernels, option)).isEqualTo(golden());
  }

  @Test
  void theGoldenFileIsNotEmpty() throws IOException {
    assertThat(golden()).hasSize(13 * 4 * 7);
  }

  private static List<String> printedByAnotherJvm(String kernels, String option) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ScoreBits.class.getName(),
                kernels)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = scoresIn(process.getInputStream());
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  private static List<String> golden() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ScoreBitsTest.class.getResourceAsStream("score-bits.txt"))) {
      return scoresIn(file);
    }
  }

  /** The lines but comments and what a logger may have printed. */
  private static List<String> scoresIn(InputStream stream) throws IOException {
    List<String> lines = new ArrayList<>();
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.matches("[A-Z]+ \\d+ \\d+ [0-9a-f]{8}")) {
        lines.add(line);
      }
    }
    return lines;
  }
}
