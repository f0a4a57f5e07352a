package io.dunlin.sharding;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.failure.Causes;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.Deadline;
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
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.snapshot.Snapshots;
import io.dunlin.sharding.whynot.WhyNotRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * All that the database can do, as both APIs call it. Every stage fails with a {@link
 * io.dunlin.actors.failure.DunlinException}; names, dimensions, vector names and limits are checked
 * here, so that a bad request changes nothing.
 */
public interface Collections {
  /** True when made. Fails with AlreadyExists, or WrongInput where the name is an alias. */
  CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout);

  /** Fails with NotFound. */
  CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout);

  /** False when there was none; an alias is none. */
  CompletionStage<Boolean> drop(String name, Duration timeout);

  /**
   * True when all actions are done, which happens at once, or not at all. Fails with NotFound for a
   * collection or an alias to be renamed that does not exist, with AlreadyExists for an alias that
   * is a collection's name.
   */
  CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout);

  /** Names of collections by their aliases. Wherever a collection is named, an alias will do. */
  CompletionStage<SortedMap<String, String>> aliases();

  /**
   * Makes a payload index, or drops it. Fails with NotFound, or with WrongInput.
   *
   * @param path in the payload
   * @param schema empty: there is to be none
   * @param options whether to wait until the index is whole; when the time is over before that, the
   *     answer is that it is on its way
   */
  CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options);

  /**
   * Makes a vector that points may have, or drops one with all that points have of it; true where
   * it is so already. Fails with NotFound, or with WrongInput where the collection has another
   * vector of the name.
   *
   * @param kind empty: there is to be none of the name
   */
  CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options);

  /** All collections, by name. */
  CompletionStage<List<CollectionInfo>> list();

  /** Fails with NotFound. */
  CompletionStage<CollectionInfo> find(String name);

  /** Whether there is a collection of the name, or an alias. */
  default CompletionStage<Boolean> exists(String name) {
    return find(name)
        .handle((_, failure) -> {
          if (failure != null && !isNotFound(failure)) {
            throw new CompletionException(failure);
          }
          return failure == null;
        });
  }

  private static boolean isNotFound(Throwable failure) {
    return Causes.of(failure) instanceof DunlinException known
        && known.failure() instanceof DunlinFailure.NotFound;
  }

  CompletionStage<CollectionStatus> status(String name, Duration timeout);

  /** Fails with NotFound. While the catalog does not answer, less is known. */
  CompletionStage<CollectionCopies> copies(String name, Duration timeout);

  /** How far the collection's indexes are what its settings say. Fails with NotFound. */
  CompletionStage<IndexProgress> index(String name, Duration timeout);

  /**
   * Has indexes built as before the last change of their settings. Fails with NotFound, or with
   * BadRequest where there is none to take back.
   */
  CompletionStage<Boolean> rollBackIndex(String name, Duration timeout);

  /**
   * Has indexes built as the settings say even where they then find less than before. Fails with
   * NotFound, or with BadRequest where the settings were never changed.
   */
  CompletionStage<Boolean> acceptIndex(String name, Duration timeout);

  /** Seals what grows and merges all to one segment; answers when that is done. */
  CompletionStage<Boolean> optimize(String name, Duration timeout);

  /** Seals what grows; answers when it is in files and searched there. */
  CompletionStage<Boolean> flush(String name, Duration timeout);

  /**
   * Has all nodes let go of what they hold of the collection in memory, until somebody reads or
   * writes it; tells of each shard what was held. Fails with NotFound.
   */
  CompletionStage<List<ShardMemory>> release(String name, Duration timeout);

  /** Opens what was released, as any read or write does. Fails with NotFound. */
  CompletionStage<List<ShardMemory>> open(String name, Duration timeout);

  /** Opens what was released and warms it; without queries it is only opened. */
  default CompletionStage<Loaded> load(String name, int queries, Duration timeout) {
    Deadline deadline = Deadline.in(timeout);
    return open(name, timeout)
        .thenCompose(shards ->
            (queries == 0
                    ? CompletableFuture.completedStage(new Warming.Done(0, 0))
                    : warm(name, queries, deadline.left()))
                .thenApply(warmed -> new Loaded(shards, warmed)));
  }

  /** What is in memory then, and how it was warmed. */
  record Loaded(List<ShardMemory> shards, Warming.Done warmed) {}

  /** Has the collection's copies search for so many of its own points, see {@link Warming}. */
  default CompletionStage<Warming.Done> warm(String name, int queries, Duration timeout) {
    return Warming.start(this, name, queries, timeout);
  }

  /**
   * Makes the shards of a key, in a collection that is sharded by keys; true when they can be
   * written. Fails with NotFound, or BadRequest.
   */
  CompletionStage<Boolean> createShardKey(String collection, NewShardKey key, Duration timeout);

  /** Drops the shards of a key. Fails with NotFound, or BadRequest where there is no such key. */
  CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout);

  /**
   * Does the operations in order, one result each; not atomic: those before a failing one stay
   * done. Where the collection is sharded by keys, each names one or several.
   */
  CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options);

  /** In a collection without keys. */
  default CompletionStage<List<WriteResult>> write(
      String collection, List<PointOperation> operations, WriteOptions options) {
    return writeKeyed(
        collection,
        operations.stream()
            .map(operation -> new KeyedOperation(operation, ShardKeySelector.NONE_NAMED))
            .toList(),
        options);
  }

  /**
   * Moves vectors by deltas. A delta that is done twice moves twice, so that a request that misses
   * a point is better not begun: fails with NotFound that names all missing ones before anything is
   * done.
   */
  default CompletionStage<WriteResult> applyDelta(
      String collection, KeyedOperation deltas, WriteOptions options) {
    List<PointId> ids =
        ((PointOperation.ApplyDelta) deltas.operation())
            .points().stream().map(PointOperation.PointInput::id).distinct().toList();
    RetrieveRequest request =
        new RetrieveRequest(
            ids, new PayloadSelector.None(), new VectorSelector.None(), deltas.keys());
    return retrieve(collection, request, ReadOptions.within(options.timeout()))
        .thenCompose(found -> {
          List<PointId> missing = new ArrayList<>(ids);
          missing.removeAll(found.value().stream().map(Hit::id).collect(Collectors.toSet()));
          return missing.isEmpty()
              ? writeKeyed(collection, List.of(deltas), options).thenApply(List::getFirst)
              : CompletableFuture.failedStage(missing(missing).asException());
        });
  }

  private static DunlinFailure missing(List<PointId> ids) {
    return new DunlinFailure.NotFound(
        "No point with id %s found"
            .formatted(ids.stream().map(PointId::toString).collect(Collectors.joining(", "))));
  }

  /** Best first; one list for each request. */
  CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options);

  /** The groups whose best points are best, best first. */
  CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options);

  CompletionStage<Answered<DistanceMatrix>> matrix(
      String collection, MatrixRequest request, ReadOptions options);

  /** The most frequent first; fails with BadRequest where the path has no index for it. */
  CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options);

  /** Those that exist, in the order asked for. */
  CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options);

  CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options);

  /**
   * Lets go of what a cursor holds; false when nothing was held any more. Fails with WrongInput for
   * a token that is none of the collection's.
   */
  CompletionStage<Boolean> closeCursor(String collection, String token, Duration timeout);

  CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options);

  /**
   * What changes in the collection, as a stream to be run once; it asks for as much as is taken of
   * it. Fails with NotFound, or with BadRequest for a token that is none. The stream never
   * completes; it fails with NotFound when the collection is dropped, with OutOfRange where the
   * logs no longer have what comes next.
   */
  CompletionStage<Source<FeedEvent, NotUsed>> changes(String collection, ChangesRequest request);

  /** Why a point is, or is not, in the answer to a query; asks the query, and more, for that. */
  default CompletionStage<Answered<WhyNot>> whyNot(
      String collection, WhyNotRequest request, ReadOptions options) {
    CursorReads.refuse(options);
    CollectionInquiry inquiry =
        new CollectionInquiry(this, collection, options, Deadline.in(options.timeout()));
    return find(collection)
        .thenCompose(info ->
            new WhyNotRun(new TextRequests(info.config()).resolved(request), inquiry).answer());
  }

  // ---- the same of all shards ----

  default CompletionStage<Answered<List<Hit>>> retrieve(
      String collection,
      List<PointId> ids,
      PayloadSelector payload,
      VectorSelector vectors,
      ReadOptions options) {
    return retrieve(
        collection,
        new RetrieveRequest(ids, payload, vectors, ShardKeySelector.NONE_NAMED),
        options);
  }

  default CompletionStage<Answered<Long>> count(
      String collection, Filter filter, ReadOptions options) {
    return count(collection, new CountRequest(filter, ShardKeySelector.NONE_NAMED), options);
  }

  // ---- the same for those who want no more than an answer ----

  default CompletionStage<List<List<Hit>>> query(
      String collection, List<QueryRequest> requests, Duration timeout) {
    return query(collection, requests, ReadOptions.within(timeout)).thenApply(Answered::value);
  }

  default CompletionStage<List<Hit>> retrieve(
      String collection,
      List<PointId> ids,
      PayloadSelector payload,
      VectorSelector vectors,
      Duration timeout) {
    return retrieve(collection, ids, payload, vectors, ReadOptions.within(timeout))
        .thenApply(Answered::value);
  }

  default CompletionStage<ScrollPage> scroll(
      String collection, ScrollRequest request, Duration timeout) {
    return scroll(collection, request, ReadOptions.within(timeout)).thenApply(Answered::value);
  }

  default CompletionStage<Long> count(String collection, Filter filter, Duration timeout) {
    return count(collection, filter, ReadOptions.within(timeout)).thenApply(Answered::value);
  }

  /** The snapshots that are kept on this node; empty where none can be. */
  default Optional<Snapshots> snapshots() {
    return Optional.empty();
  }

  /** The cluster that this node is of; empty for a node that is alone by its settings. */
  default Optional<ClusterAdmin> cluster() {
    return Optional.empty();
  }
}
