package io.dunlin.http;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Selection;
import io.dunlin.actors.shard.VectorOptimizer;
import io.dunlin.index.Metric;
import io.dunlin.persistence.filter.CompiledFilter;
import io.dunlin.persistence.filter.PayloadEdits;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Point;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.SparseSpec;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.payload.PayloadCodec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The points of one collection, by id. */
final class InMemoryPoints {
  private CollectionConfig config;
  private final NavigableMap<PointId, Point> points = new TreeMap<>();
  private long version;

  InMemoryPoints(CollectionConfig config) {
    this.config = config;
  }

  /** Goes by another configuration; vectors that it does not have are gone. */
  void change(CollectionConfig other) {
    config = other;
    points.replaceAll((_, point) -> {
      Map<String, VectorValue> left = new HashMap<>(point.vectors());
      left.keySet().retainAll(other.kinds().keySet());
      return new Point(point.id(), left, point.payload(), point.version());
    });
  }

  long size() {
    return points.size();
  }

  /** All of them, as they are now. */
  Map<PointId, Point> all() {
    return Map.copyOf(points);
  }

  long vectorBytes() {
    return points.values().stream()
        .flatMap(point -> point.vectors().values().stream())
        .mapToLong(vector -> (long) vector.size() * Float.BYTES)
        .sum();
  }

  long payloadBytes() {
    return points.values().stream()
        .mapToLong(point -> PayloadCodec.encode(point.payload()).length)
        .sum();
  }

  /** Does the operation and returns its version. */
  long apply(PointOperation operation) {
    version++;
    switch (operation) {
      case PointOperation.Upsert upsert ->
          upsert.points().stream()
              .filter(point -> isMeant(point.id(), upsert))
              .forEach(point ->
                  points.put(
                      point.id(), new Point(point.id(), checked(point), point.payload(), version)));
      case PointOperation.UpdateVectors update ->
          update.points().forEach(point -> updateVectors(point, update.updateFilter()));
      case PointOperation.ApplyDelta apply ->
          apply.points().forEach(point -> move(point, apply.optimizer()));
      case PointOperation.DeleteVectors delete ->
          change(delete.points(), point -> withoutVectors(point, delete.names()));
      case PointOperation.Delete delete -> points.keySet().removeAll(selected(delete.points()));
      case PointOperation.SetPayload set ->
          changePayload(
              set.points(),
              payload ->
                  set.key().isPresent()
                      ? PayloadEdits.mergeAt(payload, set.key().get(), set.payload())
                      : PayloadEdits.merge(payload, set.payload()));
      case PointOperation.OverwritePayload overwrite ->
          changePayload(overwrite.points(), _ -> overwrite.payload());
      case PointOperation.DeletePayload delete ->
          changePayload(delete.points(), payload -> PayloadEdits.without(payload, delete.keys()));
      case PointOperation.ClearPayload clear -> changePayload(clear.points(), _ -> Payload.EMPTY);
    }
    return version;
  }

  /**
   * Has the points that were written last tell of it.
   *
   * @param before all points as they were
   */
  void tell(Lineage lineage, Map<PointId, Point> before) {
    points.replaceAll((id, point) ->
        point.version() == version
            ? new Point(
                id,
                point.vectors(),
                lineage.on(
                    point.payload(), Optional.ofNullable(before.get(id)).map(Point::payload)),
                version)
            : point);
  }

  private Map<String, VectorValue> checked(PointInput point) {
    Map<String, VectorValue> vectors = new HashMap<>();
    point.vectors().forEach((name, vector) -> vectors.put(name, checked(name, vector)));
    return vectors;
  }

  private VectorValue checked(String name, VectorValue vector) {
    return switch (kind(name)) {
      case SparseSpec _ when vector instanceof VectorValue.Sparse -> vector;
      case VectorSpec spec when spec.isMulti() && vector instanceof VectorValue.Multi several ->
          several(
              IntStream.range(0, several.count())
                  .mapToObj(i -> checked(spec, several.vector(i)))
                  .toList());
      case VectorSpec spec when vector instanceof VectorValue.Dense(float[] components) -> {
        float[] checked = checked(spec, components);
        yield spec.isMulti() ? several(List.of(checked)) : new VectorValue.Dense(checked);
      }
      default -> throw wrong("vector '%s' is of another kind".formatted(name));
    };
  }

  private static VectorValue several(List<float[]> vectors) {
    int dimension = vectors.getFirst().length;
    float[] all = new float[vectors.size() * dimension];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, all, i * dimension, dimension);
    }
    return new VectorValue.Multi(all, dimension);
  }

  private static float[] checked(VectorSpec spec, float[] vector) {
    if (vector.length != spec.size()) {
      throw wrong(
          "Vector dimension error: expected dim: %d, got %d".formatted(spec.size(), vector.length));
    }
    return spec.isOfLengthOne() ? normalised(vector) : vector;
  }

  private VectorKind kind(String name) {
    return config.kind(name).orElseThrow(() -> wrong("Not existing vector name error: " + name));
  }

  private static float[] normalised(float[] vector) {
    double length = Math.sqrt(internalScore(Metric.DOT, vector, vector));
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = length == 0 ? 0 : (float) (vector[i] / length);
    }
    return unit;
  }

  private boolean isMeant(PointId id, PointOperation.Upsert upsert) {
    Optional<Point> existing = Optional.ofNullable(points.get(id));
    return switch (upsert.mode()) {
      case UPSERT -> existing.isEmpty() || matches(upsert.updateFilter(), existing.get());
      case INSERT_ONLY -> existing.isEmpty();
      case UPDATE_ONLY -> existing.isPresent() && matches(upsert.updateFilter(), existing.get());
    };
  }

  private void updateVectors(PointInput input, Filter filter) {
    Point point =
        Optional.ofNullable(points.get(input.id()))
            .orElseThrow(() ->
                new DunlinFailure.NotFound("No point with id " + input.id() + " found")
                    .asException());
    if (!matches(filter, point)) {
      return;
    }
    Map<String, VectorValue> vectors = new HashMap<>(point.vectors());
    vectors.putAll(checked(input));
    points.put(point.id(), new Point(point.id(), vectors, point.payload(), version));
  }

  /** Of one vector, whose optimizer remembers nothing. */
  private void move(PointInput input, VectorOptimizer optimizer) {
    Map<String, VectorValue> vectors = Objects.requireNonNull(points.get(input.id())).vectors();
    input
        .vectors()
        .forEach((name, delta) -> {
          VectorValue.Dense stored = (VectorValue.Dense) Objects.requireNonNull(vectors.get(name));
          float[] moved = stored.components().clone();
          optimizer.step(moved, ((VectorValue.Dense) delta).components(), new float[0]);
          updateVectors(
              new PointInput(input.id(), Map.of(name, new VectorValue.Dense(moved)), Payload.EMPTY),
              Filter.ALL);
        });
  }

  private Point withoutVectors(Point point, List<String> names) {
    Map<String, VectorValue> vectors = new HashMap<>(point.vectors());
    return vectors.keySet().removeAll(names)
        ? new Point(point.id(), vectors, point.payload(), version)
        : point;
  }

  private void changePayload(Selection selection, UnaryOperator<Payload> edit) {
    change(
        selection,
        point -> new Point(point.id(), point.vectors(), edit.apply(point.payload()), version));
  }

  private void change(Selection selection, UnaryOperator<Point> edit) {
    selected(selection).forEach(id -> points.computeIfPresent(id, (_, point) -> edit.apply(point)));
  }

  private List<PointId> selected(Selection selection) {
    return switch (selection) {
      case PointOperation.ByIds(List<PointId> ids) -> ids;
      case PointOperation.ByFilter(Filter filter) ->
          points.values().stream().filter(point -> matches(filter, point)).map(Point::id).toList();
    };
  }

  private static boolean matches(Filter filter, Point point) {
    return CompiledFilter.of(filter)
        .matches(point.id(), point.payload(), point.vectors()::containsKey);
  }

  long count(Filter filter) {
    return points.values().stream().filter(point -> matches(filter, point)).count();
  }

  List<Hit> retrieve(List<PointId> ids, PayloadSelector payload, VectorSelector vectors) {
    return ids.stream()
        .flatMap(id -> Stream.ofNullable(points.get(id)))
        .map(point -> hit(point, 0, payload, vectors))
        .toList();
  }

  ScrollPage scroll(ScrollRequest request) {
    List<Point> found =
        points.values().stream()
            .filter(point ->
                request.offset().isEmpty() || point.id().compareTo(request.offset().get()) >= 0)
            .filter(point -> matches(request.filter(), point))
            .limit(request.limit() + 1L)
            .toList();
    boolean more = found.size() > request.limit();
    return new ScrollPage(
        found.stream()
            .limit(request.limit())
            .map(point -> hit(point, 0, request.payload(), request.vectors()))
            .toList(),
        more ? Optional.of(found.getLast().id()) : Optional.empty());
  }

  /** The best by a vector; scores are the internal ones. */
  List<Hit> nearest(String using, VectorValue query, Filter filter) {
    Metric metric = kind(using).metric();
    return points.values().stream()
        .filter(point -> matches(filter, point))
        .flatMap(point ->
            score(metric, query, point, using).stream()
                .map(score ->
                    hit(point, score, new PayloadSelector.None(), new VectorSelector.None())))
        .sorted(Comparator.comparingDouble(Hit::score).reversed().thenComparing(Hit::id))
        .toList();
  }

  private static Optional<Float> score(
      Metric metric, VectorValue query, Point point, String using) {
    VectorValue vector = point.vectors().get(using);
    return vector == null ? Optional.empty() : internalScore(metric, query, vector);
  }

  /** Nothing where sparse vectors have no index in common. */
  private static Optional<Float> internalScore(
      Metric metric, VectorValue query, VectorValue vector) {
    return switch (query) {
      case VectorValue.Dense(float[] components) ->
          Optional.of(internalScore(metric, components, ((VectorValue.Dense) vector).components()));
      case VectorValue.Sparse sparse -> innerProduct(sparse, (VectorValue.Sparse) vector);
      case VectorValue.Multi several -> {
        VectorValue.Multi stored = (VectorValue.Multi) vector;
        float sum = 0;
        for (int i = 0; i < several.count(); i++) {
          float best = Float.NEGATIVE_INFINITY;
          for (int j = 0; j < stored.count(); j++) {
            best = Math.max(best, internalScore(metric, several.vector(i), stored.vector(j)));
          }
          sum += best;
        }
        yield Optional.of(sum);
      }
    };
  }

  private static Optional<Float> innerProduct(VectorValue.Sparse query, VectorValue.Sparse vector) {
    Map<Integer, Float> weights = new HashMap<>();
    for (int i = 0; i < query.size(); i++) {
      weights.put(query.indices()[i], query.values()[i]);
    }
    Optional<Float> sum = Optional.empty();
    for (int i = 0; i < vector.size(); i++) {
      Float weight = weights.get(vector.indices()[i]);
      if (weight != null) {
        sum = Optional.of(sum.orElse(0f) + weight * vector.values()[i]);
      }
    }
    return sum;
  }

  private static float internalScore(Metric metric, float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      double difference = left[i] - right[i];
      sum +=
          switch (metric) {
            case DOT, COSINE -> left[i] * right[i];
            case EUCLID -> -difference * difference;
            case MANHATTAN, HAMMING -> -Math.abs(difference);
            case JACCARD -> throw new IllegalArgumentException("no sum over components");
          };
    }
    return (float) sum;
  }

  private static Hit hit(
      Point point, float score, PayloadSelector payload, VectorSelector vectors) {
    return new Hit(
        point.id(),
        point.version(),
        score,
        payload.of(point.payload()),
        switch (vectors) {
          case VectorSelector.None _ -> Map.of();
          case VectorSelector.All _ -> point.vectors();
          case VectorSelector.Names(List<String> names) -> {
            Map<String, VectorValue> chosen = new HashMap<>(point.vectors());
            chosen.keySet().retainAll(names);
            yield chosen;
          }
        });
  }

  private static DunlinException wrong(String message) {
    return new DunlinFailure.WrongInput(message).asException();
  }
}
