package io.dunlin.http;

import io.dunlin.actors.catalog.CollectionPatch;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CollectionCopies;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.Light;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadNotes;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.ClusterAdmin;
import io.dunlin.sharding.Collections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The facade over sorted maps: everything exact, everything visible at once. It keeps the last
 * timeout, write options and searches that it was given, and fails with whatever a test plants.
 */
public final class InMemoryCollections implements Collections {
  /** What writes say that they went to. */
  public static final ShardId SHARD = new ShardId(new UUID(1, 2));

  private final SortedMap<String, CollectionInfo> infos = new TreeMap<>();
  private final Map<String, InMemoryPoints> points = new LinkedHashMap<>();
  private @Nullable RuntimeException planted;
  private Optional<InMemoryCluster> cluster = Optional.empty();
  private Duration lastTimeout = Duration.ZERO;
  private boolean lastUntilVisible;
  private List<SearchRequest> lastSearches = List.of();
  private ReadOptions lastRead = ReadOptions.within(Duration.ZERO);
  private ReadNotes notes = ReadNotes.NONE;

  /** From now on every call fails so; null: as usual again. */
  public synchronized void failWith(@Nullable RuntimeException failure) {
    planted = failure;
  }

  public synchronized Duration lastTimeout() {
    return lastTimeout;
  }

  public synchronized boolean lastUntilVisible() {
    return lastUntilVisible;
  }

  /** How the last read was to be done. */
  public synchronized ReadOptions lastRead() {
    return lastRead;
  }

  /** What is to be known of reads from now on. */
  public synchronized void notes(ReadNotes now) {
    notes = now;
  }

  public synchronized List<SearchRequest> lastSearches() {
    return lastSearches;
  }

  @Override
  public CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return answer(
        timeout,
        () -> {
          if (infos.containsKey(name)) {
            throw new DunlinFailure.AlreadyExists("Collection `" + name + "` already exists!")
                .asException();
          }
          List<ShardId> shards = new ArrayList<>();
          for (int i = 0; i < config.shardNumber(); i++) {
            shards.add(new ShardId(UUID.randomUUID()));
          }
          infos.put(name, new CollectionInfo(name, UUID.randomUUID(), config, List.copyOf(shards)));
          points.put(name, new InMemoryPoints(config));
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return answer(
        timeout,
        () -> {
          CollectionInfo info = info(name);
          infos.put(
              name,
              new CollectionInfo(name, info.uuid(), patch.applyTo(info.config()), info.shards()));
          return true;
        });
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          points.remove(name);
          return infos.remove(name) != null;
        });
  }

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return answer(lastTimeout, () -> List.copyOf(infos.values()));
  }

  @Override
  public CompletionStage<CollectionInfo> find(String name) {
    return answer(lastTimeout, () -> info(name));
  }

  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          List<ShardStatus> shards = new ArrayList<>();
          long count = points(name).size();
          for (int i = 0; i < info(name).shards().size(); i++) {
            shards.add(new ShardStatus(i, i == 0 ? count : 0, 0, 1, 0, false, true));
          }
          return new CollectionStatus(Light.GREEN, count, 0, shards.size(), List.copyOf(shards));
        });
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return answer(
        timeout,
        () -> {
          List<CollectionCopies.Copy> copies = new ArrayList<>();
          for (int i = 0; i < info(name).shards().size(); i++) {
            copies.add(
                new CollectionCopies.Copy(
                    i, InMemoryCluster.SELF, true, true, CollectionCopies.State.ACTIVE));
          }
          return cluster
              .map(one -> one.copies(copies))
              .orElseGet(() -> new CollectionCopies(copies, List.of()));
        });
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    return cluster.map(one -> one);
  }

  /** From now on these are the collections of a node in this cluster; empty: of one alone. */
  public synchronized void join(Optional<InMemoryCluster> other) {
    cluster = other;
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return answer(timeout, () -> info(name) != null);
  }

  @Override
  public CompletionStage<List<WriteResult>> write(
      String collection, List<PointOperation> operations, WriteOptions options) {
    return answer(
        options.timeout(),
        () -> {
          lastUntilVisible = options.untilVisible();
          InMemoryPoints stored = points(collection);
          WriteResult.Status status =
              options.untilVisible()
                  ? WriteResult.Status.COMPLETED
                  : WriteResult.Status.ACKNOWLEDGED;
          return operations.stream()
              .map(operation -> new WriteResult(Map.of(SHARD, stored.apply(operation)), status))
              .toList();
        });
  }

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> search(
      String collection, List<SearchRequest> requests, ReadOptions options) {
    return read(
        options,
        () -> {
          lastSearches = requests;
          return requests.stream().map(request -> points(collection).search(request)).toList();
        });
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection,
      List<PointId> ids,
      PayloadSelector payload,
      VectorSelector vectors,
      ReadOptions options) {
    return read(options, () -> points(collection).retrieve(ids, payload, vectors));
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return read(options, () -> points(collection).scroll(request));
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, Filter filter, ReadOptions options) {
    return read(options, () -> points(collection).count(filter));
  }

  private <T> CompletionStage<Answered<T>> read(ReadOptions options, Supplier<T> work) {
    lastRead = options;
    return answer(options.timeout(), work).thenApply(value -> new Answered<>(value, notes));
  }

  private CollectionInfo info(String name) {
    return Optional.ofNullable(infos.get(name)).orElseThrow(() -> missing(name));
  }

  private InMemoryPoints points(String name) {
    return Optional.ofNullable(points.get(name)).orElseThrow(() -> missing(name));
  }

  private static DunlinException missing(String name) {
    return new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!").asException();
  }

  private synchronized <T> CompletionStage<T> answer(Duration timeout, Supplier<T> work) {
    lastTimeout = timeout;
    if (planted != null) {
      return CompletableFuture.failedFuture(planted);
    }
    try {
      return CompletableFuture.completedFuture(work.get());
    } catch (DunlinException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
