package io.dunlin.sharding;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** Small collections, points and searches for tests. */
final class Flock {
  static final int DIMENSION = 8;

  private Flock() {}

  /**
   * A collection with one unnamed vector of {@link #DIMENSION} and graphs from the first points on.
   */
  static CollectionConfig config(int shards, Metric metric) {
    TreeMap<String, VectorSpec> vectors = new TreeMap<>();
    vectors.put("", new VectorSpec(DIMENSION, metric, HnswSettings.NONE, Optional.empty()));
    HnswSettings graphs =
        new HnswSettings(
            Optional.of(8),
            Optional.of(64),
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new CollectionConfig(
        vectors, shards, 1, 1, true, graphs, OptimizerSettings.NONE, Payload.EMPTY);
  }

  static CollectionInfo info(int shards, Metric metric) {
    return new CollectionInfo(
        "birds",
        new UUID(0, 1),
        config(shards, metric),
        IntStream.range(0, shards).mapToObj(i -> new ShardId(new UUID(1, i))).toList());
  }

  /** A point whose vector depends on its number alone. */
  static PointInput point(long number, Map<String, Object> payload) {
    return new PointInput(
        PointId.of(number), Map.of("", VectorValue.of(vector(number))), new Payload(payload));
  }

  static float[] vector(long number) {
    Random random = new Random(number);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  static QueryRequest search(VectorInput target, int limit, int offset) {
    return QueryRequest.nearest(
        target,
        "",
        Filter.ALL,
        limit,
        offset,
        new SearchTuning(Optional.of(200), false, false, Optional.empty(), CodeUse.DEFAULT),
        Optional.empty(),
        new PayloadSelector.All(),
        new VectorSelector.None());
  }
}
