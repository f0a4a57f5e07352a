package io.dunlin.bench.scaling;

/**
 * What is asked of a cluster, and what its nodes are.
 *
 * @param vectors of all shards
 * @param replicas copies of each shard
 * @param queriesPerSecond and {@code writesPerSecond} (points) that it has to bear
 * @param cores memory and disk of one node
 * @param fill the share of memory, disk and processors that is used at most
 */
public record Demand(
    double vectors,
    int shards,
    int dimension,
    int replicas,
    IndexForm form,
    double queriesPerSecond,
    double writesPerSecond,
    int cores,
    double memoryBytes,
    double diskBytes,
    double fill) {
  public Demand {
    if (!(vectors >= 1) || shards < 1 || dimension < 1 || replicas < 1 || cores < 1) {
      throw new IllegalArgumentException(
          "vectors, shards, dimension, replicas and cores are 1 at least");
    }
    if (!(fill > 0 && fill <= 1)) {
      throw new IllegalArgumentException("fill is a share, above 0 and up to 1, not " + fill);
    }
  }

  Demand withShards(int other) {
    return new Demand(
        vectors,
        other,
        dimension,
        replicas,
        form,
        queriesPerSecond,
        writesPerSecond,
        cores,
        memoryBytes,
        diskBytes,
        fill);
  }

  Demand withForm(IndexForm other) {
    return new Demand(
        vectors,
        shards,
        dimension,
        replicas,
        other,
        queriesPerSecond,
        writesPerSecond,
        cores,
        memoryBytes,
        diskBytes,
        fill);
  }

  double vectorsPerShard() {
    return vectors / shards;
  }
}
