package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds keys below {@code dunlin} that no default names, and says what was probably meant. */
final class UnknownKeys {
  private static final String PREFIX = "dunlin.";

  private UnknownKeys() {}

  /**
   * @param known the defaults, resolved
   * @param given what the user said, resolved
   */
  static List<Problem> find(Config known, Config given) {
    Set<String> names =
        known.entrySet().stream()
            .map(Map.Entry::getKey)
            .filter(key -> key.startsWith(PREFIX))
            .collect(Collectors.toSet());
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, ConfigValue> entry : given.entrySet()) {
      String key = entry.getKey();
      if (key.startsWith(PREFIX) && !isNamedByUser(key) && !names.contains(key)) {
        problems.add(
            new Problem(
                key + " (" + entry.getValue().origin().description() + ")",
                "there is no such setting; did you mean " + nearest(key, names) + "?"));
      }
    }
    problems.sort(Comparator.comparing(Problem::where));
    return problems;
  }

  /** Their reader knows what they may hold. */
  private static boolean isNamedByUser(String key) {
    return key.startsWith(RerankReader.SERVICES + ".");
  }

  private static String nearest(String key, Set<String> names) {
    return names.stream()
        .min(
            Comparator.comparingInt((String name) -> editDistance(key, name))
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow();
  }

  /** Levenshtein's distance: the fewest letters inserted, deleted or replaced. */
  private static int editDistance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int replaced = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + replaced,
                1 + Math.min(previous[column], current[column - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
