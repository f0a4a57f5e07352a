package io.dunlin.http.codec;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.VectorOptimizer;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.KeyedOperation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Deltas to vectors of points, and the optimizer that makes steps of them. */
final class DeltaJson {
  private static final String KINDS = "`sgd`, `average`, `adagrad`, `adam`";

  private DeltaJson() {}

  static KeyedOperation read(JsonReader json) throws IOException {
    json.beginObject("points with deltas");
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    List<PointInput> points = null;
    VectorOptimizer optimizer = new VectorOptimizer.Sgd(1);
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "points" -> points = json.list("a list of points", UpsertJson::point);
        case "shard_key" -> keys = ShardKeyJson.selector(json);
        case "optimizer" -> optimizer = optimizer(json);
        default -> json.skip();
      }
    }
    if (points == null) {
      throw json.missing("points");
    }
    if (points.isEmpty()) {
      throw RequestException.invalidBody("points", "must specify points to update");
    }
    return new KeyedOperation(new PointOperation.ApplyDelta(points, optimizer), keys);
  }

  /** "average", or an object whose only field names its kind. */
  private static VectorOptimizer optimizer(JsonReader json) throws IOException {
    if (json.isString()) {
      String kind = json.string();
      if (kind.equals("average")) {
        return new VectorOptimizer.Average();
      }
      throw json.unknownVariant(kind, KINDS);
    }
    json.beginObject("`average` or an object that names an optimizer");
    VectorOptimizer optimizer = null;
    int fields = 0;
    for (String kind = json.nextField(); kind != null; kind = json.nextField()) {
      fields++;
      optimizer = optimizer(kind, json);
    }
    if (optimizer == null || fields > 1) {
      throw json.malformed("optimizer: expected one of " + KINDS);
    }
    return optimizer;
  }

  private static VectorOptimizer optimizer(String kind, JsonReader json) throws IOException {
    if (!List.of("sgd", "adagrad", "adam").contains(kind)) {
      throw json.unknownVariant(kind, KINDS);
    }
    json.beginObject("the settings of an optimizer");
    double rate = kind.equals("adam") ? VectorOptimizer.Adam.DEFAULT_RATE : 1;
    double beta1 = VectorOptimizer.Adam.DEFAULT_BETA1;
    double beta2 = VectorOptimizer.Adam.DEFAULT_BETA2;
    Optional<Double> epsilon = Optional.empty();
    String state = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "rate" -> rate = positive(json);
        case "beta1" -> beta1 = share(json);
        case "beta2" -> beta2 = share(json);
        case "epsilon" -> epsilon = Optional.of(positive(json));
        case "state" -> state = json.string();
        default -> json.skip();
      }
    }
    if (kind.equals("sgd")) {
      return new VectorOptimizer.Sgd(rate);
    }
    if (state == null) {
      throw json.missing("state");
    }
    return kind.equals("adagrad")
        ? new VectorOptimizer.AdaGrad(
            rate, epsilon.orElse(VectorOptimizer.AdaGrad.DEFAULT_EPSILON), state)
        : new VectorOptimizer.Adam(
            rate, beta1, beta2, epsilon.orElse(VectorOptimizer.Adam.DEFAULT_EPSILON), state);
  }

  private static double positive(JsonReader json) throws IOException {
    double value = json.number();
    if (!(value > 0)) {
      throw json.invalid("value " + value + " invalid, must be larger than 0");
    }
    return value;
  }

  private static double share(JsonReader json) throws IOException {
    double value = json.number();
    if (!(value >= 0 && value < 1)) {
      throw json.invalid("value " + value + " invalid, must be at least 0 and below 1");
    }
    return value;
  }
}
