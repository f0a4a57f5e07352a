package io.dunlin.bench;

import io.dunlin.bench.scaling.Demand;
import io.dunlin.bench.scaling.IndexForm;
import io.dunlin.bench.scaling.MarkedDocument;
import io.dunlin.bench.scaling.ScalingTables;
import io.dunlin.bench.scaling.UnitCosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command {@code bin/bench scaling}: prints what a cluster of any size needs, reckoned from
 * unit costs, each of which is an option too.
 */
final class ScalingMain {
  private static final double GIGA = 1e9;

  private ScalingMain() {}

  /**
   * @throws IllegalArgumentException when the words cannot be understood
   */
  static void run(List<String> words) throws IOException {
    UnitCosts kept = UnitCosts.kept();
    Map<String, String> defaults = demandDefaults();
    kept.byName().forEach((name, cost) -> defaults.put(name, Double.toString(cost)));
    Options options = Options.parse(words, defaults);
    Map<String, Double> costs = new HashMap<>();
    kept.byName().keySet().forEach(name -> costs.put(name, one(options, name)));
    ScalingTables tables = new ScalingTables(demand(options), kept.with(costs));
    System.out.println("Unit costs: " + UnitCosts.origin());
    System.out.println("Reckoned, not measured, at the size that is asked for:");
    tables.all().forEach((_, table) -> System.out.println("\n" + table));
    if (!options.text("write").isEmpty()) {
      Path document = Path.of(options.text("write"));
      Files.writeString(
          document,
          MarkedDocument.fill(
              MarkedDocument.fill(Files.readString(document), tables.all()),
              "origin",
              UnitCosts.origin() + "\n"));
    }
  }

  /** The demand of docs/SCALING.md. */
  static Map<String, String> demandDefaults() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("vectors", "1e10");
    values.put("shards", "1000");
    values.put("dimension", "128");
    values.put("replicas", "3");
    values.put("form", "graph-4bit-disk");
    values.put("queries-per-second", "1000");
    values.put("writes-per-second", "100000");
    values.put("cores", "32");
    values.put("memory-gb", "256");
    values.put("disk-gb", "4000");
    values.put("fill", "0.6");
    values.put("write", "");
    return values;
  }

  static Demand demand(Options options) {
    return new Demand(
        one(options, "vectors"),
        options.number("shards"),
        options.number("dimension"),
        options.number("replicas"),
        IndexForm.named(options.text("form")),
        one(options, "queries-per-second"),
        one(options, "writes-per-second"),
        options.number("cores"),
        GIGA * one(options, "memory-gb"),
        GIGA * one(options, "disk-gb"),
        one(options, "fill"));
  }

  private static double one(Options options, String name) {
    List<Double> values = options.fractions(name);
    if (values.size() != 1) {
      throw new IllegalArgumentException("--" + name + " takes one number");
    }
    return values.getFirst();
  }
}
