package io.dunlin.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code bin/bench cluster} can measure. */
enum ClusterCommand {
  FAILOVER,
  REPLICA_LAG,
  SCATTER,
  JOURNAL_RATE,
  REBALANCE,
  RESTART,
  UNIT_COSTS,
  RESULT_CACHE,
  /** All of these, with as few processes and as little loading as they allow. */
  ALL;

  /**
   * @throws IllegalArgumentException that names what was asked for
   */
  static ClusterCommand named(String word) {
    return Arrays.stream(values())
        .filter(command -> command.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown cluster command " + word));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** By option. */
  static Map<String, String> defaults() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("launcher", "bin/dunlin");
    values.put("work", "benchmarks/target/work");
    values.put("out", "benchmarks/target/cluster-figures");
    values.put("truth", "benchmarks/target/truth");
    values.put("node-java-options", "-Xmx2g");
    values.put("nodes", "3");
    values.put("seconds", "2");
    values.put("rounds", "2");
    // failover
    values.put("kills", "10");
    values.put("shards", "6");
    values.put("replicas", "2");
    values.put("points", "20000");
    values.put("dimension", "64");
    values.put("clients", "2");
    values.put("pause-seconds", "3");
    // replica-lag
    values.put("rate", "2000");
    values.put("write-batch", "10");
    values.put("samples", "1000");
    // scatter
    values.put("scatter-shards", "1,4,16,64");
    values.put("scatter-points", "256");
    values.put("scatter-flat-points", "20000");
    values.put("in-flight", "1,8");
    // result-cache
    values.put("cache-points", "100000");
    values.put("cache-shards", "2");
    values.put("cache-queries", "10000");
    values.put("cache-zipf", "1.0");
    values.put("cache-clients", "4");
    values.put("cache-writes", "0,1,10");
    values.put("cache-megabytes", "64");
    // journal-rate
    values.put("journal-points", "150000");
    values.put("journal-shards", "8");
    // rebalance, restart, unit-costs
    values.put("vectors", "1000000");
    values.put("vector-shards", "12");
    values.put("replay-vectors", "500000");
    values.put("queries", "200");
    values.put("k", "10");
    values.put("ef", "64");
    values.put("upsert-batch", "256");
    values.put("writers", "8");
    return values;
  }
}
