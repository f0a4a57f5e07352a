package io.dunlin.http.access;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.ClusterAdmin;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.IndexProgress;
import io.dunlin.sharding.KeyedOperation;
import io.dunlin.sharding.NewShardKey;
import io.dunlin.sharding.ShardMemory;
import io.dunlin.sharding.Warming;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.query.Examples;
import io.dunlin.sharding.query.GroupLookup;
import io.dunlin.sharding.query.Stages;
import io.dunlin.sharding.snapshot.Snapshots;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The collections of a caller who sees of some of them only the points that a filter holds for. It
 * passes nothing on by itself: each operation is written down here as one that is limited or one
 * that is refused, and those that {@link Collections} makes of others are made of these. A
 * collection is looked up once, and named by its own name from there on, so that an alias that is
 * moved meanwhile gets nobody around a filter. Points that are named, be it as examples or by
 * another collection's, are read under the filters of where they are.
 */
final class LimitedCollections implements Collections {
  private final Collections all;
  private final Collections listed;
  private final Access.Some access;

  /**
   * @param listed which collections and aliases the caller sees
   */
  LimitedCollections(Collections all, Collections listed, Access.Some access) {
    this.all = all;
    this.listed = listed;
    this.access = access;
  }

  // ---- which collections ----

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return listed.list();
  }

  @Override
  public CompletionStage<SortedMap<String, String>> aliases() {
    return listed.aliases();
  }

  @Override
  public CompletionStage<CollectionInfo> find(String name) {
    return seen(name).thenApply(SeenCollection::info);
  }

  private CompletionStage<SeenCollection> seen(String name) {
    return all.aliases()
        .thenCompose(aliases -> {
          String own = aliases.getOrDefault(name, name);
          checkSeen(own, name);
          return all.find(own);
        })
        .thenApply(info -> {
          checkSeen(info.name(), name);
          return new SeenCollection(info, Optional.ofNullable(access.limits().get(info.name())));
        });
  }

  private void checkSeen(String collection, String asked) {
    if (!access.sees(collection)) {
      throw RequestException.forbidden(Need.READ.text() + " to " + asked + " is required");
    }
  }

  // ---- what is limited ----

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(requests, options);
          return examples(seen, requests, options)
              .thenCompose(examples ->
                  all.query(
                          seen.name(),
                          requests.stream()
                              .map(request -> seen.limited(examples.value().known(request)))
                              .toList(),
                          options)
                      .thenApply(answered -> answered.and(examples.notes())));
        });
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    List<QueryRequest> asked = List.of(request.query());
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(asked, options);
          return examples(seen, asked, options)
              .thenCompose(examples ->
                  all.groups(
                          seen.name(),
                          new GroupsRequest(
                              seen.limited(examples.value().known(request.query())),
                              request.by(),
                              request.size(),
                              Optional.empty()),
                          options)
                      .thenApply(answered -> answered.and(examples.notes())));
        })
        .thenCompose(groups ->
            GroupLookup.into(
                groups,
                request.lookup(),
                (elsewhere, points) -> retrieve(elsewhere, points, options.elsewhere())));
  }

  /**
   * The points that queries compare with, which are read here, under the filters of where they are.
   * Those of a collection that is seen whole are left to the queries.
   */
  private CompletionStage<Answered<Examples>> examples(
      SeenCollection seen, List<QueryRequest> requests, ReadOptions options) {
    Map<Examples.Place, List<PointId>> named = new HashMap<>(Examples.named(requests));
    if (!seen.isLimited()) {
      named.keySet().removeIf(place -> place.collection().isEmpty());
    }
    return Stages.all(
            named.entrySet().stream()
                .map(entry -> found(seen, entry.getKey(), entry.getValue(), options))
                .toList())
        .thenApply(answered ->
            answered.map(each -> {
              Map<Examples.Place, Map<PointId, Hit>> found = new HashMap<>();
              each.forEach(one -> found.put(one.getKey(), one.getValue()));
              return new Examples(found);
            }));
  }

  private CompletionStage<Answered<Map.Entry<Examples.Place, Map<PointId, Hit>>>> found(
      SeenCollection seen, Examples.Place place, List<PointId> ids, ReadOptions options) {
    return retrieve(
            place.collection().orElse(seen.name()),
            new RetrieveRequest(
                ids, new PayloadSelector.None(), new VectorSelector.All(), place.keys()),
            place.collection().isPresent() ? options.elsewhere() : options)
        .thenApply(found -> found.map(hits -> Map.entry(place, byId(hits))));
  }

  private static Map<PointId, Hit> byId(List<Hit> hits) {
    Map<PointId, Hit> byId = new HashMap<>();
    hits.forEach(hit -> byId.put(hit.id(), hit));
    return byId;
  }

  /** Of what is not seen whole, by a scroll, which reads points and looks at them in one step. */
  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(options);
          if (!seen.isLimited()) {
            return all.retrieve(seen.name(), request, options);
          }
          seen.refuseIf(options.isPage(), "a cursor here");
          Set<PointId> ids = new LinkedHashSet<>(request.ids());
          ScrollRequest scroll =
              new ScrollRequest(
                  seen.and(Filter.of(new Condition.HasId(ids))),
                  Optional.empty(),
                  Math.max(1, ids.size()),
                  request.payload(),
                  request.vectors(),
                  request.keys());
          return all.scroll(seen.name(), scroll, options)
              .thenApply(answered ->
                  answered.map(page -> {
                    Map<PointId, Hit> found = byId(page.points());
                    return ids.stream().filter(found::containsKey).map(found::get).toList();
                  }));
        });
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(options);
          return all.scroll(
              seen.name(),
              new ScrollRequest(
                  seen.and(request.filter()),
                  request.offset(),
                  request.limit(),
                  request.payload(),
                  request.vectors(),
                  request.keys(),
                  request.order()),
              options);
        });
  }

  /** Always exactly: estimates are made of what all points have. */
  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(options);
          return all.count(
              seen.name(),
              new CountRequest(
                  seen.and(request.filter()), request.keys(), request.exact() || seen.isLimited()),
              options);
        });
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(options);
          return all.facet(
              seen.name(),
              new FacetRequest(
                  request.path(),
                  seen.and(request.filter()),
                  request.limit(),
                  request.exact(),
                  request.keys()),
              options);
        });
  }

  @Override
  public CompletionStage<Answered<DistanceMatrix>> matrix(
      String collection, MatrixRequest request, ReadOptions options) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.check(options);
          seen.refuseIf(seen.weighs(request.using()), "a matrix by a vector weighed by `idf`");
          return all.matrix(
              seen.name(),
              new MatrixRequest(
                  seen.and(request.filter()),
                  request.using(),
                  request.sample(),
                  request.limit(),
                  request.keys()),
              options);
        });
  }

  /** The points that are seen, and nothing of how all of them are kept. */
  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return seen(name)
        .thenCompose(seen -> {
          CompletionStage<CollectionStatus> whole = all.status(seen.name(), timeout);
          return seen.isLimited()
              ? whole.thenCombine(
                  all.count(seen.name(), seen.and(Filter.ALL), timeout),
                  (status, points) -> new CollectionStatus(status.light(), points, 0, 0, List.of()))
              : whole;
        });
  }

  /** Tells no more than whether something was held. */
  @Override
  public CompletionStage<Boolean> closeCursor(String collection, String token, Duration timeout) {
    return seen(collection).thenCompose(seen -> all.closeCursor(seen.name(), token, timeout));
  }

  // ---- what is refused where points are not seen ----

  private <T> CompletionStage<T> whole(
      String collection, String what, Function<String, CompletionStage<T>> operation) {
    return seen(collection)
        .thenCompose(seen -> {
          seen.refuseIf(true, what);
          return operation.apply(seen.name());
        });
  }

  /** It tells the ids of points that went, whose they were nobody knows any more. */
  @Override
  public CompletionStage<Source<FeedEvent, NotUsed>> changes(
      String collection, ChangesRequest request) {
    return whole(collection, "a change feed", name -> all.changes(name, request));
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return whole(name, "a view of its shards", own -> all.copies(own, timeout));
  }

  @Override
  public CompletionStage<IndexProgress> index(String name, Duration timeout) {
    return whole(name, "a view of its indexes", own -> all.index(own, timeout));
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return whole(name, "write access", own -> all.optimize(own, timeout));
  }

  @Override
  public CompletionStage<Boolean> flush(String name, Duration timeout) {
    return whole(name, "write access", own -> all.flush(own, timeout));
  }

  @Override
  public CompletionStage<List<ShardMemory>> release(String name, Duration timeout) {
    return whole(name, "write access", own -> all.release(own, timeout));
  }

  @Override
  public CompletionStage<List<ShardMemory>> open(String name, Duration timeout) {
    return whole(name, "write access", own -> all.open(own, timeout));
  }

  @Override
  public CompletionStage<Warming.Done> warm(String name, int queries, Duration timeout) {
    return whole(name, "write access", own -> all.warm(own, queries, timeout));
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return whole(collection, "write access", name -> all.changeField(name, path, schema, options));
  }

  @Override
  public CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options) {
    return whole(collection, "write access", name -> all.changeVector(name, vector, kind, options));
  }

  @Override
  public CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options) {
    return whole(collection, "write access", name -> all.writeKeyed(name, operations, options));
  }

  @Override
  public CompletionStage<WriteResult> applyDelta(
      String collection, KeyedOperation deltas, WriteOptions options) {
    return whole(collection, "write access", name -> all.applyDelta(name, deltas, options));
  }

  // ---- what no token for some collections allows ----

  @Override
  public CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> rollBackIndex(String name, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> acceptIndex(String name, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> createShardKey(
      String collection, NewShardKey key, Duration timeout) {
    return managed();
  }

  @Override
  public CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout) {
    return managed();
  }

  /** Holds every point of a collection, so there is none for a token that has a filter anywhere. */
  @Override
  public Optional<Snapshots> snapshots() {
    throw RequestException.forbidden("a token with a filter gives no snapshots");
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    throw RequestException.forbidden("a token with a filter tells nothing of the cluster");
  }

  private static <T> CompletionStage<T> managed() {
    return CompletableFuture.failedStage(
        RequestException.forbidden(Need.MANAGE.text() + " is required"));
  }
}
