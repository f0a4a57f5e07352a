package io.dunlin.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Options of the form {@code --name value}, each of which has a default.
 *
 * @param values by name, without the dashes
 */
record Options(Map<String, String> values) {
  /**
   * Reads the arguments over the defaults.
   *
   * @throws IllegalArgumentException when an option is unknown or has no value
   */
  static Options parse(List<String> arguments, Map<String, String> defaults) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i).replaceFirst("^--", "");
      if (!arguments.get(i).startsWith("--") || !defaults.containsKey(name)) {
        throw new IllegalArgumentException("unknown option " + arguments.get(i));
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException("--" + name + " needs a value");
      }
      values.put(name, arguments.get(i + 1));
    }
    return new Options(values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no option is named " + name);
    }
    return value;
  }

  int number(String name) {
    return toInt(name, text(name));
  }

  List<String> list(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  List<Integer> numbers(String name) {
    return list(name).stream().map(value -> toInt(name, value)).toList();
  }

  List<Double> fractions(String name) {
    return list(name).stream().map(value -> toDouble(name, value)).toList();
  }

  private static double toDouble(String name, String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--" + name + " takes numbers, not " + value, e);
    }
  }

  private static int toInt(String name, String value) {
    try {
      return Integer.parseInt(value.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--" + name + " takes whole numbers, not " + value, e);
    }
  }
}
