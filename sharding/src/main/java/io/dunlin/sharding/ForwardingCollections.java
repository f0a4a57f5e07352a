package io.dunlin.sharding;

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
import io.dunlin.actors.query.PointGroup;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.RetrieveRequest;
import io.dunlin.actors.query.ScrollPage;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.snapshot.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** Other collections, of which a subclass changes a part. */
public abstract class ForwardingCollections implements Collections {
  private final Collections inner;

  protected ForwardingCollections(Collections inner) {
    this.inner = inner;
  }

  @Override
  public CompletionStage<Boolean> create(String name, CollectionConfig config, Duration timeout) {
    return inner.create(name, config, timeout);
  }

  @Override
  public CompletionStage<Boolean> update(String name, CollectionPatch patch, Duration timeout) {
    return inner.update(name, patch, timeout);
  }

  @Override
  public CompletionStage<Boolean> drop(String name, Duration timeout) {
    return inner.drop(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> changeAliases(List<AliasAction> actions, Duration timeout) {
    return inner.changeAliases(actions, timeout);
  }

  @Override
  public CompletionStage<SortedMap<String, String>> aliases() {
    return inner.aliases();
  }

  @Override
  public CompletionStage<WriteResult> changeField(
      String collection, String path, Optional<FieldSchema> schema, WriteOptions options) {
    return inner.changeField(collection, path, schema, options);
  }

  @Override
  public CompletionStage<WriteResult> changeVector(
      String collection, String vector, Optional<VectorKind> kind, WriteOptions options) {
    return inner.changeVector(collection, vector, kind, options);
  }

  @Override
  public CompletionStage<List<CollectionInfo>> list() {
    return inner.list();
  }

  @Override
  public CompletionStage<CollectionInfo> find(String name) {
    return inner.find(name);
  }

  @Override
  public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
    return inner.status(name, timeout);
  }

  @Override
  public CompletionStage<CollectionCopies> copies(String name, Duration timeout) {
    return inner.copies(name, timeout);
  }

  @Override
  public CompletionStage<IndexProgress> index(String name, Duration timeout) {
    return inner.index(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> rollBackIndex(String name, Duration timeout) {
    return inner.rollBackIndex(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> acceptIndex(String name, Duration timeout) {
    return inner.acceptIndex(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> optimize(String name, Duration timeout) {
    return inner.optimize(name, timeout);
  }

  @Override
  public CompletionStage<Boolean> flush(String name, Duration timeout) {
    return inner.flush(name, timeout);
  }

  @Override
  public CompletionStage<List<ShardMemory>> release(String name, Duration timeout) {
    return inner.release(name, timeout);
  }

  @Override
  public CompletionStage<List<ShardMemory>> open(String name, Duration timeout) {
    return inner.open(name, timeout);
  }

  @Override
  public CompletionStage<Warming.Done> warm(String name, int queries, Duration timeout) {
    return inner.warm(name, queries, timeout);
  }

  @Override
  public CompletionStage<Boolean> createShardKey(
      String collection, NewShardKey key, Duration timeout) {
    return inner.createShardKey(collection, key, timeout);
  }

  @Override
  public CompletionStage<Boolean> dropShardKey(String collection, ShardKey key, Duration timeout) {
    return inner.dropShardKey(collection, key, timeout);
  }

  @Override
  public CompletionStage<List<WriteResult>> writeKeyed(
      String collection, List<KeyedOperation> operations, WriteOptions options) {
    return inner.writeKeyed(collection, operations, options);
  }

  @Override
  public CompletionStage<Answered<List<List<Hit>>>> query(
      String collection, List<QueryRequest> requests, ReadOptions options) {
    return inner.query(collection, requests, options);
  }

  @Override
  public CompletionStage<Answered<List<PointGroup>>> groups(
      String collection, GroupsRequest request, ReadOptions options) {
    return inner.groups(collection, request, options);
  }

  @Override
  public CompletionStage<Answered<WhyNot>> whyNot(
      String collection, WhyNotRequest request, ReadOptions options) {
    return inner.whyNot(collection, request, options);
  }

  @Override
  public CompletionStage<Answered<DistanceMatrix>> matrix(
      String collection, MatrixRequest request, ReadOptions options) {
    return inner.matrix(collection, request, options);
  }

  @Override
  public CompletionStage<Answered<List<FacetCount>>> facet(
      String collection, FacetRequest request, ReadOptions options) {
    return inner.facet(collection, request, options);
  }

  @Override
  public CompletionStage<Answered<List<Hit>>> retrieve(
      String collection, RetrieveRequest request, ReadOptions options) {
    return inner.retrieve(collection, request, options);
  }

  @Override
  public CompletionStage<Answered<ScrollPage>> scroll(
      String collection, ScrollRequest request, ReadOptions options) {
    return inner.scroll(collection, request, options);
  }

  @Override
  public CompletionStage<Boolean> closeCursor(String collection, String token, Duration timeout) {
    return inner.closeCursor(collection, token, timeout);
  }

  @Override
  public CompletionStage<Source<FeedEvent, NotUsed>> changes(
      String collection, ChangesRequest request) {
    return inner.changes(collection, request);
  }

  @Override
  public CompletionStage<Answered<Long>> count(
      String collection, CountRequest request, ReadOptions options) {
    return inner.count(collection, request, options);
  }

  @Override
  public Optional<Snapshots> snapshots() {
    return inner.snapshots();
  }

  @Override
  public Optional<ClusterAdmin> cluster() {
    return inner.cluster();
  }
}
