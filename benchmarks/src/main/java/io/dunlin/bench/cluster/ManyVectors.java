package io.dunlin.bench.cluster;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.Generator;
import io.dunlin.bench.datasets.Manifold;
import io.dunlin.bench.datasets.Truth;

/**
 * The generated vectors that a node is filled with, and how it is asked for them.
 *
 * @param batch points an upsert
 * @param writers upserts in flight
 * @param breadth of searches
 */
public record ManyVectors(
    int vectors,
    int dimension,
    int shards,
    int queries,
    int batch,
    int writers,
    int k,
    int breadth) {
  private static final int LATENT = 32;
  private static final int COMPONENTS = 2_000;

  public Dataset generate(Truth truth) {
    Generator manifold = new Manifold(dimension, Math.min(LATENT, dimension), COMPONENTS, 42);
    return manifold.generate(vectors, queries, truth);
  }

  PointSet points() {
    return new PointSet(dimension, shards, 1);
  }

  @Override
  public String toString() {
    return "%,d x %d in %d shards".formatted(vectors, dimension, shards);
  }
}
