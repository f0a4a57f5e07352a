package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.sharding.gather.HitMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One search call: its requests checked, made into shard queries, and their answers joined. Pure.
 */
final class SearchPlan {
  private final CollectionInfo collection;
  private final List<SearchRequest> requests;
  private final PointChecks checks;
  private final boolean wholeHits;

  /**
   * Throws a {@link io.dunlin.actors.failure.DunlinException} that says what is wrong with a
   * request.
   *
   * @param shards that are asked
   */
  SearchPlan(CollectionInfo collection, List<SearchRequest> requests, int shards) {
    this(
        collection,
        requests,
        shards == 1
            || requests.stream()
                .allMatch(request -> projectionOf(request).equals(Projection.NOTHING)));
    for (SearchRequest request : requests) {
      checks.spec(request.using());
      checks.checkSelector(request.vectors());
    }
  }

  private SearchPlan(CollectionInfo collection, List<SearchRequest> requests, boolean wholeHits) {
    this.collection = collection;
    this.requests = requests;
    this.checks = new PointChecks(collection.config());
    this.wholeHits = wholeHits;
  }

  /** The same, but each shard sends its hits as the users want them: more bytes, one round. */
  SearchPlan withWholeHits() {
    return new SearchPlan(collection, requests, true);
  }

  CollectionInfo collection() {
    return collection;
  }

  /** The stored points whose vectors are searched for. */
  List<PointId> examples() {
    return requests.stream()
        .map(SearchRequest::target)
        .filter(SearchRequest.Example.class::isInstance)
        .map(target -> ((SearchRequest.Example) target).id())
        .distinct()
        .toList();
  }

  boolean needsExamples() {
    return !examples().isEmpty();
  }

  /**
   * Whether what the shards answer is all that is wanted. Of several shards' best, most are not
   * among the best of all: their payloads and vectors are read in a second round.
   */
  boolean hitsAreWhole() {
    return wholeHits;
  }

  Projection projection(int request) {
    return projectionOf(requests.get(request));
  }

  List<ShardQuery> queries(Map<PointId, Hit> examples) {
    List<ShardQuery> queries = new ArrayList<>();
    for (SearchRequest request : requests) {
      float[] vector =
          switch (request.target()) {
            case SearchRequest.Vector(float[] components) ->
                checks.checkedVector(request.using(), components);
            case SearchRequest.Example(PointId id) -> vectorOf(id, request.using(), examples);
          };
      queries.add(
          new ShardQuery(
              vector,
              request.using(),
              request.filter(),
              fetched(request),
              params(request),
              request.tuning().indexedOnly(),
              wholeHits ? projectionOf(request) : Projection.NOTHING));
    }
    return queries;
  }

  /**
   * The best of all shards, as each user wants them.
   *
   * @param answers for each group of queries, those of all shards
   */
  List<List<Hit>> join(List<ReadProtocol.Answer> answers, int shards) {
    List<List<Hit>> joined = new ArrayList<>();
    for (int from = 0; from < answers.size(); from += shards) {
      List<List<List<Hit>>> byShard =
          answers.subList(from, from + shards).stream()
              .map(answer -> ((ReadProtocol.Found) answer).hits())
              .toList();
      for (int i = 0; i < byShard.getFirst().size(); i++) {
        int query = i;
        SearchRequest request = requests.get(joined.size());
        List<List<Hit>> hits = byShard.stream().map(shard -> shard.get(query)).toList();
        joined.add(chosen(request, best(hits, fetched(request))));
      }
    }
    return joined;
  }

  private List<Hit> best(List<List<Hit>> byShard, int limit) {
    return switch (collection.config().sharding()) {
      case AUTO -> HitMerge.best(byShard, limit);
      case CUSTOM -> HitMerge.bestOfIds(byShard, limit);
    };
  }

  private List<Hit> chosen(SearchRequest request, List<Hit> best) {
    Metric metric = checks.spec(request.using()).metric();
    Optional<PointId> example =
        request.target() instanceof SearchRequest.Example(PointId id)
            ? Optional.of(id)
            : Optional.empty();
    return best.stream()
        .filter(hit -> example.filter(hit.id()::equals).isEmpty())
        .map(hit -> hit.withScore(metric.toUser(hit.score())))
        .filter(hit -> passes(request, metric, hit.score()))
        .skip(request.offset())
        .limit(request.limit())
        .toList();
  }

  private static boolean passes(SearchRequest request, Metric metric, float score) {
    return request
        .scoreThreshold()
        .map(limit -> metric.greaterIsBetter() ? score > limit : score < limit)
        .orElse(true);
  }

  /** With room for the example, which is its own nearest neighbour and is left out. */
  private static int fetched(SearchRequest request) {
    long wanted =
        (long) request.limit()
            + request.offset()
            + (request.target() instanceof SearchRequest.Example ? 1 : 0);
    return (int) Math.min(wanted, Integer.MAX_VALUE);
  }

  private SearchParams params(SearchRequest request) {
    SearchTuning tuning = request.tuning();
    VectorSpec spec = checks.spec(request.using());
    return new SearchParams(
        tuning.ef().orElseGet(() -> defaultEf(spec)),
        tuning.exact(),
        tuning.nprobe().or(() -> spec.index().flatMap(IndexSettings::nprobe)).orElse(0),
        tuning.codes());
  }

  private int defaultEf(VectorSpec spec) {
    return spec.hnsw()
        .or(collection.config().hnsw())
        .or(HnswSettings.DEFAULTS)
        .efConstruct()
        .orElseThrow();
  }

  private static float[] vectorOf(PointId id, String using, Map<PointId, Hit> examples) {
    @Nullable Hit example = examples.get(id);
    if (example == null) {
      throw new DunlinFailure.NotFound("No point with id " + id + " found").asException();
    }
    float @Nullable [] vector = example.vectors().get(using);
    if (vector == null) {
      throw new DunlinFailure.WrongInput(
              "point %s has no vector '%s' to search with".formatted(id, using))
          .asException();
    }
    return vector;
  }

  private static Projection projectionOf(SearchRequest request) {
    return new Projection(request.payload(), request.vectors());
  }
}
