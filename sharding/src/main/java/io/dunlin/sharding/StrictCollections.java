package io.dunlin.sharding;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.strict.CollectionSize;
import io.dunlin.sharding.strict.CollectionUse;
import io.dunlin.sharding.strict.CollectionUses;
import io.dunlin.sharding.strict.StrictMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Lets through to other collections what their strict mode allows. Rates are of this node: each
 * node lets as much pass.
 */
public final class StrictCollections extends ForwardingCollections {
  private final Collections inner;
  private final CollectionUses uses;

  /**
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public StrictCollections(Collections inner, LongSupplier nanoTime) {
    super(inner);
    this.inner = inner;
    this.uses = new CollectionUses(nanoTime);
  }

  // ---- reads ----

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options) {
    return read(
        collection,
        options,
        requests.size(),
        strict -> strict.checkQueries(requests),
        () -> inner.query(collection, requests, options));
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        1,
        strict -> strict.checkGroups(request),
        () -> inner.groups(collection, request, options));
  }

  /** The inquiry may look at more than the query may. */
  @Override
  public CompletionStage<Answered<WhyNot>> whyNot(
      String collection, WhyNotRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        1,
        strict ->
            request
                .asGroups()
                .ifPresentOrElse(
                    strict::checkGroups, () -> strict.checkQueries(List.of(request.query()))),
        () -> inner.whyNot(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<DistanceMatrix>> matrix(
      String collection, MatrixRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        request.sample(),
        strict -> strict.checkMatrix(request),
        () -> inner.matrix(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        1,
        strict -> strict.checkFacet(request),
        () -> inner.facet(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        Math.max(1, request.ids().size()),
        _ -> {},
        () -> inner.retrieve(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        1,
        strict -> strict.checkScroll(request),
        () -> inner.scroll(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return read(
        collection,
        options,
        1,
        strict -> strict.checkCount(request),
        () -> inner.count(collection, request, options));
  }

  /** A feed counts as one read, however long it runs. */
  @Override
  public CompletionStage<Source<FeedEvent, NotUsed>> changes(
      String collection, ChangesRequest request) {
    ScrollRequest asRead =
        new ScrollRequest(
            request.filter(), Optional.empty(), 1, request.payload(), request.vectors());
    return read(
        collection,
        ReadOptions.within(Duration.ofSeconds(1)),
        1,
        strict -> strict.checkScroll(asRead),
        () -> inner.changes(collection, request));
  }

  /**
   * @param cost tokens of the rate at which the collection may be read
   */
  private <T> CompletionStage<T> read(
      String collection,
      ReadOptions options,
      long cost,
      Consumer<StrictMode> check,
      Supplier<CompletionStage<T>> read) {
    return checked(
        collection,
        strict -> {
          strict.checkTimeout(options.timeout(), options.timeoutGiven());
          check.accept(strict);
        },
        (_, strict, use) -> {
          take(strict, use, Limit.READ_RATE_LIMIT, cost);
          return read.get();
        },
        read);
  }

  // ---- writes ----

  @Override
  public CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options) {
    List<PointOperation> plain = operations.stream().map(KeyedOperation::operation).toList();
    Supplier<CompletionStage<List<WriteResult>>> write =
        () -> inner.writeKeyed(collection, operations, options);
    return checked(
        collection,
        strict -> {
          strict.checkTimeout(options.timeout(), options.timeoutGiven());
          plain.forEach(strict::checkWrite);
        },
        (info, strict, use) ->
            size(info, strict, use, plain, options)
                .thenCompose(size -> {
                  size.ifPresent(
                      now -> plain.forEach(operation -> strict.checkSize(operation, now)));
                  long cost = plain.stream().mapToLong(StrictCollections::cost).sum();
                  take(strict, use, Limit.WRITE_RATE_LIMIT, cost);
                  return write.get();
                }),
        write);
  }

  /** As many as it brings points: several in one request are as many requests. */
  private static long cost(PointOperation operation) {
    return Math.max(1, operation.vectors());
  }

  /** How large the collection is, where that matters. */
  private CompletionStage<Optional<CollectionSize>> size(
      CollectionInfo collection,
      StrictMode strict,
      CollectionUse use,
      List<PointOperation> operations,
      WriteOptions options) {
    return operations.stream().anyMatch(strict::dependsOnSize)
        ? use.size(() -> inner.status(collection.name(), options.timeout()))
        : CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options) {
    Supplier<CompletionStage<WriteResult>> change =
        () -> inner.changeVector(collection, vector, kind, options);
    return checked(
        collection,
        strict -> strict.checkTimeout(options.timeout(), options.timeoutGiven()),
        (_, strict, use) -> {
          take(strict, use, Limit.WRITE_RATE_LIMIT, 1);
          return change.get();
        },
        change);
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    Supplier<CompletionStage<WriteResult>> change =
        () -> inner.changeField(collection, path, schema, options);
    return checked(
        collection,
        strict -> {
          strict.checkTimeout(options.timeout(), options.timeoutGiven());
          if (schema.isPresent()) {
            strict.checkNewField(path);
          }
        },
        (_, strict, use) -> {
          take(strict, use, Limit.WRITE_RATE_LIMIT, 1);
          return change.get();
        },
        change);
  }

  private static void take(StrictMode strict, CollectionUse use, Limit rate, long cost) {
    strict.limit(rate).ifPresent(perMinute -> use.take(rate, perMinute, cost));
  }

  private interface Passing<T> {
    CompletionStage<T> pass(CollectionInfo collection, StrictMode strict, CollectionUse use);
  }

  /**
   * @param free what is done where strict mode is not on
   */
  private <T> CompletionStage<T> checked(
      String collection,
      Consumer<StrictMode> check,
      Passing<T> passing,
      Supplier<CompletionStage<T>> free) {
    return inner
        .find(collection)
        .thenCompose(info -> {
          Optional<StrictMode> strict = StrictMode.of(info.config());
          if (strict.isEmpty()) {
            return free.get();
          }
          check.accept(strict.get());
          return use(info).thenCompose(use -> passing.pass(info, strict.get(), use));
        });
  }

  private CompletionStage<CollectionUse> use(CollectionInfo collection) {
    return uses.find(collection.uuid())
        .<CompletionStage<CollectionUse>>map(CompletableFuture::completedStage)
        .orElseGet(() ->
            inner
                .list()
                .thenApply(all ->
                    uses.begin(
                        collection.uuid(),
                        all.stream().map(CollectionInfo::uuid).collect(Collectors.toSet()))));
  }
}
