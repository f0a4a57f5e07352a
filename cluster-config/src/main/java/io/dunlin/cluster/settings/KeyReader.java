package io.dunlin.cluster.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads single keys. A value that will not do is noted as a problem and stands in as a harmless
 * one, so that reading goes on and finds the next; the caller throws at the end.
 */
final class KeyReader {
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s:/]+:[0-9]{1,5}");
  private static final Pattern COMMAS = Pattern.compile("\\s*,\\s*");

  private final Config config;
  private final List<Problem> problems;

  KeyReader(Config config, List<Problem> problems) {
    this.config = config;
    this.problems = problems;
  }

  /** Reads another configuration, and notes what is wrong with it in the same place. */
  KeyReader of(Config other) {
    return new KeyReader(other, problems);
  }

  int port(String key) {
    String expected = "expected a port from 0 (any free one) to " + HIGHEST_PORT;
    String text = text(key, expected);
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= HIGHEST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below like a number out of range
    }
    refuse(key, expected, text);
    return 0;
  }

  String host(String key) {
    String expected = "expected a host name or address";
    String text = text(key, expected);
    if (text.isBlank() || text.chars().anyMatch(Character::isWhitespace)) {
      refuse(key, expected, text);
    }
    return text;
  }

  /** Letters, digits and underscores, beginning with a letter: what Cassandra takes unquoted. */
  String name(String key) {
    String expected = "expected a name of letters, digits and _, in lower case";
    String text = text(key, expected);
    if (!NAME.matcher(text).matches()) {
      refuse(key, expected, text);
    }
    return text;
  }

  /** Each host:port; a list, or one text with commas, as an environment variable has it. */
  List<String> addresses(String key) {
    String expected = "expected addresses such as \"node1:9042\"";
    List<String> addresses = texts(key, expected);
    for (String address : addresses) {
      if (!ADDRESS.matcher(address).matches()) {
        refuse(key, expected, address);
      }
    }
    return List.copyOf(addresses);
  }

  /** A list, or one text with commas. */
  List<String> texts(String key, String expected) {
    if (!config.hasPath(key) || config.getValue(key).valueType() != ConfigValueType.LIST) {
      return COMMAS.splitAsStream(text(key, expected)).filter(one -> !one.isBlank()).toList();
    }
    try {
      return config.getStringList(key);
    } catch (ConfigException e) {
      refuse(key, expected, shown(key));
      return List.of();
    }
  }

  /** A size of at least one byte that fits an array. */
  long bytes(String key) {
    String expected = "expected a size up to 2047 MiB, such as \"64 MiB\"";
    try {
      long bytes = config.getBytes(key);
      if (bytes >= 1 && bytes < Integer.MAX_VALUE) {
        return bytes;
      }
    } catch (ConfigException e) {
      // told below like a size out of range
    }
    refuse(key, expected, shown(key));
    return 1;
  }

  /**
   * A size, or a share of {@code whole} such as "50 %"; nothing is a size too.
   *
   * @param whole bytes
   */
  long bytesOrShare(String key, long whole) {
    String expected = "expected a size such as \"8 GiB\", or a share such as \"50 %\"";
    String text = text(key, expected).strip();
    try {
      if (!text.endsWith("%")) {
        long bytes = config.getBytes(key);
        if (bytes >= 0) {
          return bytes;
        }
      } else {
        double percent = Double.parseDouble(text.substring(0, text.length() - 1));
        if (percent >= 0 && percent <= 100) {
          return (long) (whole / 100.0 * percent);
        }
      }
    } catch (ConfigException | NumberFormatException e) {
      // told below like a share that is no share
    }
    refuse(key, expected, shown(key));
    return 0;
  }

  /** A part of a whole. */
  double share(String key) {
    try {
      double share = config.getDouble(key);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (ConfigException e) {
      // told below like a number out of range
    }
    refuse(key, "expected a share from 0 to 1, such as 0.05", shown(key));
    return 0;
  }

  /** A size of any number of bytes. */
  long size(String key) {
    try {
      long bytes = config.getBytes(key);
      if (bytes >= 1) {
        return bytes;
      }
    } catch (ConfigException e) {
      // told below like no size at all
    }
    refuse(key, "expected a size such as \"64 GiB\"", shown(key));
    return 1;
  }

  /** Bytes a second; empty for 0, which is no limit. */
  OptionalLong rate(String key) {
    try {
      long bytes = config.getBytes(key);
      if (bytes >= 0) {
        return bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
      }
    } catch (ConfigException e) {
      // told below like a rate below nothing
    }
    refuse(key, "expected bytes a second such as \"100 MiB\", or 0 for no limit", shown(key));
    return OptionalLong.empty();
  }

  /** Absolute. */
  Path directory(String key) {
    String expected = "expected a directory's path";
    String text = text(key, expected);
    try {
      if (!text.isBlank()) {
        return Path.of(text).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // told below like no path
    }
    refuse(key, expected, text);
    return Path.of("").toAbsolutePath();
  }

  /** More than nothing. */
  Duration duration(String key) {
    String expected = "expected a time such as \"60 s\"";
    try {
      Duration duration = config.getDuration(key);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (ConfigException e) {
      // told below like no time
    }
    refuse(key, expected, shown(key));
    return Duration.ofSeconds(1);
  }

  /** A whole number of at least {@code lowest}. */
  int count(String key, int lowest) {
    try {
      int count = config.getInt(key);
      if (count >= lowest) {
        return count;
      }
    } catch (ConfigException e) {
      // told below like a number that is too low
    }
    refuse(key, "expected a whole number from " + lowest, shown(key));
    return lowest;
  }

  boolean flag(String key) {
    try {
      return config.getBoolean(key);
    } catch (ConfigException e) {
      refuse(key, "expected true or false", shown(key));
      return false;
    }
  }

  <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    E[] constants = type.getEnumConstants();
    String expected =
        Arrays.stream(constants)
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", "expected one of ", ""));
    String text = text(key, expected);
    for (E constant : constants) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    refuse(key, expected, text);
    return constants[0];
  }

  /** Any number of them, each once; a list, or one text with commas. */
  <E extends Enum<E>> Set<E> someOf(String key, Class<E> type) {
    String expected =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", "expected some of ", ""));
    Set<E> chosen = EnumSet.noneOf(type);
    for (String text : texts(key, expected)) {
      Optional<E> constant =
          Arrays.stream(type.getEnumConstants())
              .filter(one -> one.name().equalsIgnoreCase(text.strip()))
              .findFirst();
      if (constant.isEmpty()) {
        refuse(key, expected, text);
      }
      constant.ifPresent(chosen::add);
    }
    return chosen;
  }

  /** One of a few words. */
  void oneWord(String key, List<String> words) {
    String expected = "expected one of " + String.join(", ", words);
    String text = text(key, expected);
    if (!words.contains(text)) {
      refuse(key, expected, text);
    }
  }

  /** Never empty unless the problem is noted. */
  String text(String key, String expected) {
    try {
      return config.getString(key);
    } catch (ConfigException e) {
      refuse(key, expected, shown(key));
      return "";
    }
  }

  /** A text, or nothing; never told in a problem. */
  Optional<String> secret(String key) {
    try {
      return Optional.of(config.getString(key)).filter(text -> !text.isEmpty());
    } catch (ConfigException e) {
      refuse(key, "expected a text, or nothing");
      return Optional.empty();
    }
  }

  void refuse(String key, String expected, String found) {
    refuse(key, expected + ", found \"" + found + "\"");
  }

  void refuse(String key, String why) {
    Problem problem = new Problem(where(key), why);
    if (problems.stream().noneMatch(known -> known.where().equals(problem.where()))) {
      problems.add(problem);
    }
  }

  private String shown(String key) {
    return config.hasPath(key) ? String.valueOf(config.getValue(key).unwrapped()) : "nothing";
  }

  private String where(String key) {
    return config.hasPath(key)
        ? key + " (" + config.getValue(key).origin().description() + ")"
        : key;
  }
}
