package io.dunlin.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What can be measured, and what is taken where an option is not given. */
enum Command {
  /** The index, then the node. */
  ALL,
  INDEX,
  FILTERED,
  NODE,
  TUNE(
      "sets", "manifold",
      "peers", "dunlin,dunlin_bytes,dunlin_4bit",
      "m", "12,16,24",
      "ef-construction", "100,200",
      "rounds", "1",
      "seconds", "0.5"),
  GROWTH(
      "sets", "manifold",
      "rows", "100000,300000,1000000",
      "peers", "dunlin,dunlin_bytes",
      "ef", "64",
      "rounds", "1"),
  COLD(
      "sets", "manifold",
      "peers", "dunlin_bytes_disk,dunlin_4bit_disk,dunlin_ivf_rabitq_disk",
      "ef", "32,64,128",
      "rounds", "1",
      "seconds", "1");

  /** Names and values in turn. */
  private final String ownDefaults;

  Command(String... ownDefaults) {
    this.ownDefaults = String.join("\n", ownDefaults);
  }

  /**
   * @throws IllegalArgumentException that names all commands
   */
  static Command named(String word) {
    return Arrays.stream(values())
        .filter(command -> command != ALL && command.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown command " + word));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** By option. */
  Map<String, String> defaults() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("data", "../shared/data");
    values.put("sets", "mnist784,manifold");
    values.put("mnist-rows", "60000");
    values.put("rows", "100000");
    values.put("file-rows", "0");
    values.put("query-file", "");
    values.put("truth-file", "");
    values.put("metric", "euclid");
    values.put("truth", "benchmarks/target/truth");
    values.put("queries", "1000");
    values.put("seed", "42");
    values.put("peers", "dunlin,hnswlib,jvector,lucene");
    values.put("m", "16");
    values.put("ef-construction", "100");
    values.put("build-threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
    values.put("k", "10");
    values.put("ef", "10,16,24,32,48,64,96,128,192,256");
    values.put("rounds", "3");
    values.put("seconds", "2");
    values.put("threads", "1");
    values.put("batch", "1");
    values.put("shares", "0.3,0.1,0.03,0.01");
    values.put("recalls", "0.95,0.99");
    values.put("cold-batch", "100");
    values.put("node-ef", "64,128");
    values.put("upsert-batch", "256");
    values.put("writers", "4");
    values.put("launcher", "bin/dunlin");
    values.put("work", "benchmarks/target/work");
    values.put("out", "benchmarks/target/figures");
    String[] own = ownDefaults.isEmpty() ? new String[0] : ownDefaults.split("\n");
    for (int i = 0; i < own.length; i += 2) {
      values.put(own[i], own[i + 1]);
    }
    return values;
  }
}
