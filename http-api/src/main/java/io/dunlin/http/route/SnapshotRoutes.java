package io.dunlin.http.route;

import io.dunlin.http.codec.JsonBody;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.SnapshotJson;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.snapshot.Snapshots;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Making, listing, fetching, removing and recovering snapshots: of collections, shards and all. */
final class SnapshotRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotRoutes.class);

  /** A download that has begun goes on without the file's name. */
  private static final Duration KEPT_FOR_NOBODY = Duration.ofHours(1);

  private static final String C = "/collections/{collection_name}";
  private static final String SHARD = C + "/shards/{shard_id}";

  private final Collections collections;

  private SnapshotRoutes(Collections collections) {
    this.collections = collections;
  }

  static void addTo(RouteTable.Builder table, Collections collections) {
    SnapshotRoutes routes = new SnapshotRoutes(collections);
    routes.add(table, C, SnapshotRoutes::ofCollection);
    routes.add(table, SHARD, SnapshotRoutes::ofShard);
    routes.addCommon(table, "", _ -> new SnapshotScope.Full());
    table.get(SHARD + "/snapshot", routes::made);
  }

  private void add(RouteTable.Builder table, String path, Function<Call, SnapshotScope> scope) {
    addCommon(table, path, scope);
    table.put(path + "/snapshots/recover", call -> recover(call, scope.apply(call)));
    table.post(
        path + "/snapshots/upload",
        new UploadHandler((call, entity, system) ->
            upload(call, new SnapshotUpload(system, entity), scope.apply(call))));
  }

  private void addCommon(
      RouteTable.Builder table, String path, Function<Call, SnapshotScope> scope) {
    table
        .get(path + "/snapshots", call -> list(scope.apply(call)))
        .post(path + "/snapshots", call -> create(call, scope.apply(call)))
        .get(path + "/snapshots/{snapshot_name}", call -> fetch(call, scope.apply(call)))
        .delete(path + "/snapshots/{snapshot_name}", call -> delete(call, scope.apply(call)));
  }

  private static SnapshotScope ofCollection(Call call) {
    return new SnapshotScope.OfCollection(call.collection());
  }

  private static SnapshotScope ofShard(Call call) {
    return new SnapshotScope.OfShard(call.collection(), call.shard());
  }

  private CompletionStage<Reply> list(SnapshotScope scope) {
    return snapshots().list(scope).thenApply(all -> new Reply.Result(SnapshotJson.list(all)));
  }

  /** Who does not wait is told at once where there is nothing to make a snapshot of. */
  private CompletionStage<Reply> create(Call call, SnapshotScope scope) {
    boolean wait = call.waits();
    Snapshots snapshots = snapshots();
    CompletionStage<?> possible =
        wait ? CompletableFuture.completedStage(true) : snapshots.list(scope);
    return possible.thenCompose(_ ->
        answer(
            wait,
            "making a snapshot of " + scope,
            () -> snapshots.create(scope).thenApply(SnapshotJson::snapshot)));
  }

  private CompletionStage<Reply> fetch(Call call, SnapshotScope scope) {
    return snapshots().find(scope, name(call)).thenApply(path -> new Reply.File(path, () -> {}));
  }

  /**
   * Made for this one request, and gone after it. Where the client has left before its answer is
   * begun nobody says so: then it goes after a while.
   */
  private CompletionStage<Reply> made(Call call) {
    Snapshots snapshots = snapshots();
    SnapshotScope scope = ofShard(call);
    return snapshots
        .create(scope)
        .thenCompose(made -> {
          Runnable remove =
              () -> {
                var _ = snapshots.delete(scope, made.name());
              };
          CompletableFuture.delayedExecutor(KEPT_FOR_NOBODY.toMinutes(), TimeUnit.MINUTES)
              .execute(remove);
          return snapshots.find(scope, made.name()).thenApply(path -> new Reply.File(path, remove));
        });
  }

  private CompletionStage<Reply> delete(Call call, SnapshotScope scope) {
    String name = name(call);
    return answer(
        call.waits(),
        "removing the snapshot " + name + " of " + scope,
        () -> snapshots().delete(scope, name).thenApply(JsonCodec::bool));
  }

  private CompletionStage<Reply> recover(Call call, SnapshotScope scope) {
    Snapshots.Recovery recovery = SnapshotJson.recovery(call.body());
    return answer(
        call.waits(),
        "recovering " + scope,
        () -> snapshots().recover(scope, recovery).thenApply(JsonCodec::bool));
  }

  private CompletionStage<Reply> upload(Call call, SnapshotUpload upload, SnapshotScope scope) {
    Snapshots snapshots = snapshots();
    boolean wait = call.waits();
    Optional<String> checksum = call.parameter("checksum");
    call.parameter("priority")
        .filter(text -> SnapshotJson.priority(text).isEmpty())
        .ifPresent(unknown -> {
          throw RequestException.malformedQuery(
              "unknown variant `%s`, expected one of `no_sync`, `snapshot`, `replica`"
                  .formatted(unknown));
        });
    return snapshots
        .place(upload.length())
        .thenCompose(file ->
            upload
                .receive(file, snapshots.maxUploadBytes())
                .whenComplete((_, failure) -> {
                  if (failure != null) {
                    snapshots.discard(file);
                  }
                })
                .thenCompose(_ ->
                    answer(
                        wait,
                        "recovering " + scope + " from an upload",
                        () ->
                            snapshots
                                .recoverPlaced(scope, file, checksum)
                                .thenApply(JsonCodec::bool))));
  }

  /**
   * Who does not wait does not hear how it ends; the log does.
   *
   * @param what is done, for the log
   */
  private static CompletionStage<Reply> answer(
      boolean wait, String what, Supplier<CompletionStage<JsonBody>> work) {
    CompletionStage<Reply> done = work.get().thenApply(Reply.Result::new);
    if (wait) {
      return done;
    }
    CompletionStage<Reply> _ =
        done.whenComplete((_, failure) -> {
          if (failure == null) {
            LOG.info("Done with {}", what);
          } else {
            LOG.warn("Failed at {}: {}", what, ErrorMapping.answer(failure).text());
          }
        });
    return CompletableFuture.completedStage(new Reply.Accepted());
  }

  private static String name(Call call) {
    return call.path().getOrDefault("snapshot_name", "");
  }

  private Snapshots snapshots() {
    return collections.snapshots().orElseThrow(ErrorMapping::noSnapshots);
  }
}
