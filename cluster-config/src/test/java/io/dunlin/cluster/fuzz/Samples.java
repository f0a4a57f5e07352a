package io.dunlin.cluster.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Requests as they should be, one in a line; what is sent is made of them. */
final class Samples {
  private Samples() {}

  /** Lines of a file beside this class, each in as many words as asked for, the last one long. */
  static List<String[]> read(String file, int words) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Samples.class.getResourceAsStream(file)),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> line.split(" ", words)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
