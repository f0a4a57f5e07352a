package io.dunlin.faults.nemesis;

import io.dunlin.faults.process.TestedCluster;
import java.util.random.RandomGenerator;

/** Whom a fault meets. */
public enum Victim {
  ANY,
  /** The one that the catalog runs on. */
  CATALOGS,
  /** Another than that. */
  NOT_CATALOGS;

  int choose(TestedCluster cluster, RandomGenerator random) {
    int oldest = cluster.oldest();
    return switch (this) {
      case ANY -> random.nextInt(cluster.size());
      case CATALOGS -> oldest;
      case NOT_CATALOGS -> (oldest + random.nextInt(1, cluster.size())) % cluster.size();
    };
  }
}
