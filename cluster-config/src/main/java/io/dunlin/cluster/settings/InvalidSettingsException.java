package io.dunlin.cluster.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used. The message lists every problem, one to a line. */
public final class InvalidSettingsException extends Exception {
  private final transient List<Problem> problems;

  public InvalidSettingsException(List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> "  " + problem)
            .collect(Collectors.joining("\n", "The settings cannot be used:\n", "")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
