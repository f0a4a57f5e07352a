package io.dunlin.http.issue;

import io.dunlin.actors.query.Answered;
import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.ForwardingCollections;
import io.dunlin.sharding.strict.MissingIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Notes filters that take long on fields without an index. What is quick is not looked at. */
public final class WatchedCollections extends ForwardingCollections {
  private final Collections inner;
  private final Issues issues;
  private final long slowNanos;
  private final LongSupplier nanoTime;

  /**
   * @param slow what takes so long is looked at
   * @param nanoTime a clock as {@link System#nanoTime}
   */
  public WatchedCollections(
      Collections inner, Issues issues, Duration slow, LongSupplier nanoTime) {
    super(inner);
    this.inner = inner;
    this.issues = issues;
    this.slowNanos = slow.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options) {
    return watched(
        collection,
        () -> requests.stream().flatMap(request -> filters(request.root())),
        () -> inner.query(collection, requests, options));
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    return watched(
        collection,
        () -> filters(request.query().root()),
        () -> inner.groups(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return watched(
        collection,
        () -> Stream.of(request.filter()),
        () -> inner.facet(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return watched(
        collection,
        () -> Stream.of(request.filter()),
        () -> inner.scroll(collection, request, options));
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return watched(
        collection,
        () -> Stream.of(request.filter()),
        () -> inner.count(collection, request, options));
  }

  private static Stream<Filter> filters(QueryNode node) {
    return Stream.concat(
        Stream.of(node.filter()), node.before().stream().flatMap(WatchedCollections::filters));
  }

  private <T> CompletionStage<T> watched(
      String collection, Supplier<Stream<Filter>> filters, Supplier<CompletionStage<T>> read) {
    long start = nanoTime.getAsLong();
    CompletionStage<T> answer = read.get();
    return answer.whenComplete((_, failure) -> {
      long nanos = nanoTime.getAsLong() - start;
      if (failure == null && nanos >= slowNanos) {
        note(collection, filters.get(), TimeUnit.NANOSECONDS.toMillis(nanos));
      }
    });
  }

  /** The answer does not wait for it. */
  private void note(String name, Stream<Filter> filters, long millis) {
    var _ =
        inner
            .find(name)
            .thenAccept(info ->
                filters
                    .flatMap(filter -> MissingIndex.of(filter, info.config().fields()).stream())
                    .map(missing -> new Issues.Issue(info.name(), missing, millis, Instant.now()))
                    .forEach(issues::add));
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return inner
        .changeField(collection, path, schema, options)
        .whenComplete((_, failure) -> {
          if (failure == null && schema.isPresent()) {
            var _ = inner.find(collection).thenAccept(info -> issues.solved(info.name(), path));
          }
        });
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return inner
        .drop(name, timeout)
        .whenComplete((dropped, _) -> {
          if (Boolean.TRUE.equals(dropped)) {
            issues.forget(name);
          }
        });
  }
}
