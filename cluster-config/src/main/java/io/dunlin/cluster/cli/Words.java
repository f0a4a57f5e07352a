package io.dunlin.cluster.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was typed, word by word, and what is wrong with it. */
final class Words {
  private final Deque<String> rest = new ArrayDeque<>();
  private final List<String> problems = new ArrayList<>();

  /** {@code --name value} and {@code --name=value} are the same. */
  Words(List<String> arguments) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (argument.startsWith("--") && equals > 0) {
        rest.add(argument.substring(0, equals));
        rest.add(argument.substring(equals + 1));
      } else {
        rest.add(argument);
      }
    }
  }

  boolean more() {
    return !rest.isEmpty();
  }

  String next() {
    return rest.remove();
  }

  /** The value of the option that was the word before. */
  Optional<String> value(String option) {
    String value = rest.peek();
    if (value == null || value.startsWith("--")) {
      problem(option + " needs a value");
      return Optional.empty();
    }
    return Optional.of(rest.remove());
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /**
   * @throws UsageException naming everything that is wrong
   */
  void check() throws UsageException {
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }
}
