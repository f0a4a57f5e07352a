package io.dunlin.bench.cluster;

import io.dunlin.bench.node.NodeClient;
import io.dunlin.bench.node.RestClient;
import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A collection whose points' vectors follow from their ids, written and read over REST by whichever
 * node.
 *
 * @param index of the vectors, as JSON; none: as users have it
 */
record PointSet(String name, int dimension, int shards, int replicas, String index) {
  PointSet(int dimension, int shards, int replicas) {
    this(NodeClient.COLLECTION, dimension, shards, replicas, "");
  }

  String path() {
    return "/collections/" + name;
  }

  void create(RestClient node) throws IOException, InterruptedException {
    String own = index.isEmpty() ? "" : ",\"index\":" + index;
    RestClient.Answer answer =
        node.send(
            "PUT",
            path() + "?timeout=60",
            "{\"vectors\":{\"size\":%d,\"distance\":\"Euclid\"%s},\"shard_number\":%d,\"replication_factor\":%d}"
                .formatted(dimension, own, shards, replicas));
    if (!answer.ok()) {
      throw new IOException("no collection was made: " + answer.body());
    }
  }

  void drop(RestClient node) throws IOException, InterruptedException {
    RestClient.Answer answer = node.send("DELETE", path() + "?timeout=60", "");
    if (!answer.ok()) {
      throw new IOException("the collection could not be dropped: " + answer.body());
    }
  }

  /** Points, each with the vector of its id. */
  String points(LongStream ids) {
    return "{\"points\":["
        + ids.mapToObj(id -> "{\"id\":%d,\"vector\":%s}".formatted(id, vector(id)))
            .collect(Collectors.joining(","))
        + "]}";
  }

  RestClient.Answer write(RestClient node, String points, boolean untilVisible, int seconds)
      throws IOException, InterruptedException {
    return node.send(
        "PUT", "%s/points?wait=%b&timeout=%d".formatted(path(), untilVisible, seconds), points);
  }

  RestClient.Answer retrieve(RestClient node, long id, int seconds)
      throws IOException, InterruptedException {
    return node.send(
        "POST",
        "%s/points?timeout=%d".formatted(path(), seconds),
        "{\"ids\":[%d],\"with_payload\":false,\"with_vector\":false}".formatted(id));
  }

  /** Whether a point was there when it was asked for. */
  static boolean found(RestClient.Answer answer) throws IOException {
    return answer.ok() && !answer.result().isEmpty();
  }

  /** The ten nearest to the vector of an id. */
  RestClient.Answer search(RestClient node, long id, int seconds)
      throws IOException, InterruptedException {
    return node.send(
        "POST",
        "%s/points/search?timeout=%d".formatted(path(), seconds),
        "{\"vector\":%s,\"limit\":10}".formatted(vector(id)));
  }

  private String vector(long id) {
    SplittableRandom random = new SplittableRandom(id);
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < dimension; i++) {
      text.append(i == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.3f", random.nextFloat()));
    }
    return text.append(']').toString();
  }
}
