package io.dunlin.bench.scaling;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What was measured, by name, each in the unit that its name ends with. The files say when, where
 * and by which command.
 */
public record UnitCosts(SortedMap<String, Double> byName) {
  /** As {@code bin/bench cluster all} writes it, and what else was measured or is assumed. */
  private static final String[] FILES = {"cluster-costs.properties", "other-costs.properties"};

  public UnitCosts {
    byName = new TreeMap<>(byName);
  }

  /** Those that are kept with the program. */
  public static UnitCosts kept() throws IOException {
    SortedMap<String, Double> costs = new TreeMap<>();
    for (String file : FILES) {
      Properties properties = new Properties();
      try (InputStream in = UnitCosts.class.getResourceAsStream(file)) {
        if (in == null) {
          throw new IOException(file + " is not packed with this program");
        }
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
      for (String name : properties.stringPropertyNames()) {
        costs.put(name, Double.valueOf(properties.getProperty(name)));
      }
    }
    return new UnitCosts(costs);
  }

  /** The first line of what the cluster's benchmarks wrote: when, where, how. */
  public static String origin() throws IOException {
    try (InputStream in = UnitCosts.class.getResourceAsStream(FILES[0])) {
      if (in == null) {
        throw new IOException(FILES[0] + " is not packed with this program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("")
          .replaceFirst("^# ", "");
    }
  }

  /**
   * @throws IllegalArgumentException when there is none of that name
   */
  public double of(String name) {
    Double cost = byName.get(name);
    if (cost == null) {
      throw new IllegalArgumentException("no unit cost is named " + name);
    }
    return cost;
  }

  /** With some of another value. */
  public UnitCosts with(Map<String, Double> others) {
    SortedMap<String, Double> all = new TreeMap<>(byName);
    all.putAll(others);
    return new UnitCosts(all);
  }
}
