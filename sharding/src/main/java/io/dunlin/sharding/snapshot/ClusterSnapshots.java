package io.dunlin.sharding.snapshot;

import io.dunlin.actors.catalog.AliasAction;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CatalogState;
import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.snapshot.SnapshotKind;
import io.dunlin.persistence.snapshot.SnapshotPart;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Snapshots over the cluster's shards. Any thread may call. */
public final class ClusterSnapshots implements Snapshots {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration CATALOG_WITHIN = Duration.ofSeconds(60);

  /** Each reads or writes a whole collection: more at once would only be slower. */
  private static final int AT_ONCE = 4;

  private final ActorSystem<?> system;
  private final ActorRef<CatalogProtocol.Command> catalog;
  private final CatalogCopy copy;
  private final Members members;
  private final SnapshotFolder folder;
  private final long maxUploadBytes;
  private final Executor files;
  private final SnapshotMaker maker;
  private final SnapshotRestorer restorer;
  private final SnapshotSource sources;
  private final AtomicInteger underWay = new AtomicInteger();

  /**
   * Removes what a stop in the middle left in the folder, and looks from now on for collections
   * that were prepared for nothing.
   *
   * @param dispatcher the name of the one for what waits for the disk
   */
  public static ClusterSnapshots start(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      ShardRegion region,
      Members members,
      SnapshotSettings settings,
      String dispatcher) {
    ClusterSnapshots snapshots =
        new ClusterSnapshots(system, catalog, copy, region, members, settings, dispatcher);
    snapshots.files.execute(snapshots::clean);
    Cancellable _ =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                LOOK_EVERY,
                LOOK_EVERY,
                new PreparedCollections(copy, members, snapshots.restorer),
                system.executionContext());
    return snapshots;
  }

  private ClusterSnapshots(
      ActorSystem<?> system,
      ActorRef<CatalogProtocol.Command> catalog,
      CatalogCopy copy,
      ShardRegion region,
      Members members,
      SnapshotSettings settings,
      String dispatcher) {
    this.system = system;
    this.catalog = catalog;
    this.copy = copy;
    this.members = members;
    this.folder = new SnapshotFolder(settings.folder());
    this.maxUploadBytes = settings.maxUploadBytes();
    this.files = system.dispatchers().lookup(DispatcherSelector.fromConfig(dispatcher));
    this.maker = new SnapshotMaker(system, region, folder, files, dispatcher);
    this.restorer = new SnapshotRestorer(system, catalog, region, members, dispatcher);
    this.sources = new SnapshotSource(folder, settings.s3(), files);
  }

  private void clean() {
    try {
      folder.clean();
    } catch (IOException e) {
      system.log().warn("What was being written in the folder of snapshots is still there", e);
    }
  }

  // ---- made, listed, removed ----

  @Override
  public CompletionStage<SnapshotDescription> create(SnapshotScope scope) {
    return oneOfFew(
        () -> maker.make(named(scope), content(copy.state(), scope), members.selfId().number()));
  }

  private static SnapshotMaker.Content content(CatalogState state, SnapshotScope scope) {
    return switch (scope) {
      case SnapshotScope.OfCollection(String name) -> {
        CollectionInfo collection = known(state, name);
        yield new SnapshotMaker.Content(
            SnapshotKind.COLLECTION,
            List.of(whole(collection)),
            aliases(state, List.of(collection)));
      }
      case SnapshotScope.OfShard(String name, int number) -> {
        CollectionInfo collection = known(state, name);
        yield new SnapshotMaker.Content(
            SnapshotKind.SHARD,
            List.of(new SnapshotMaker.Part(collection, List.of(shard(collection, number)))),
            Collections.emptySortedMap());
      }
      case SnapshotScope.Full() -> {
        List<CollectionInfo> all =
            state.byName().values().stream().filter(each -> !each.isPrepared()).toList();
        yield new SnapshotMaker.Content(
            SnapshotKind.FULL,
            all.stream().map(ClusterSnapshots::whole).toList(),
            aliases(state, all));
      }
    };
  }

  private static SnapshotMaker.Part whole(CollectionInfo collection) {
    return new SnapshotMaker.Part(collection, collection.shards());
  }

  private static SortedMap<String, String> aliases(
      CatalogState state, List<CollectionInfo> collections) {
    SortedMap<String, String> aliases = new TreeMap<>(state.aliases());
    aliases.values().retainAll(collections.stream().map(CollectionInfo::name).toList());
    return Collections.unmodifiableSortedMap(aliases);
  }

  @Override
  public CompletionStage<List<SnapshotDescription>> list(SnapshotScope scope) {
    return onFiles(() -> {
      check(scope);
      return folder.list(named(scope));
    });
  }

  @Override
  public CompletionStage<Boolean> delete(SnapshotScope scope, String name) {
    return onFiles(() -> {
      check(scope);
      if (!folder.delete(named(scope), name)) {
        throw notFound(name);
      }
      return true;
    });
  }

  @Override
  public CompletionStage<Path> find(SnapshotScope scope, String name) {
    return onFiles(() -> {
      check(scope);
      return folder.find(named(scope), name).orElseThrow(() -> notFound(name));
    });
  }

  private static DunlinException notFound(String name) {
    return new DunlinFailure.NotFound("Snapshot `" + name + "` doesn't exist on this node!")
        .asException();
  }

  // ---- recovered ----

  @Override
  public CompletionStage<Boolean> recover(SnapshotScope scope, Recovery recovery) {
    return oneOfFew(() -> {
      checkForm(recovery.checksum());
      checkRecovered(scope);
      return sources
          .find(recovery)
          .thenCompose(found ->
              CompletableFuture.completedStage(found.file())
                  .thenCompose(file -> recover(scope, file, recovery.checksum()))
                  .whenComplete((_, _) -> {
                    if (found.fetched()) {
                      discard(found.file());
                    }
                  }));
    });
  }

  /** Before anything is fetched for it. */
  private void checkRecovered(SnapshotScope scope) {
    switch (scope) {
      // It need not exist.
      case SnapshotScope.OfCollection _ -> {}
      case SnapshotScope.OfShard _ -> check(scope);
      case SnapshotScope.Full _ -> throw onlyAtStart();
    }
  }

  private static DunlinException onlyAtStart() {
    return new DunlinFailure.BadRequest(
            "a full snapshot is recovered when a node starts: see --snapshot")
        .asException();
  }

  @Override
  public CompletionStage<Path> place(long bytes) {
    return onFiles(() -> {
      Storage.check(folder.free(), bytes, "the file");
      return folder.aside();
    });
  }

  @Override
  public long maxUploadBytes() {
    return maxUploadBytes;
  }

  @Override
  public void discard(Path place) {
    files.execute(() -> SnapshotSource.remove(place));
  }

  @Override
  public CompletionStage<Boolean> recoverPlaced(
      SnapshotScope scope, Path file, Optional<String> checksum) {
    return oneOfFew(
            () -> {
              checkForm(checksum);
              return recover(scope, file, checksum);
            })
        .whenComplete((_, _) -> discard(file));
  }

  private static void checkForm(Optional<String> checksum) {
    if (checksum.filter(text -> !text.matches("[0-9a-fA-F]{64}")).isPresent()) {
      throw new DunlinFailure.BadRequest(
              "checksum: expected a SHA-256 in 64 hexadecimal digits, found " + checksum.get())
          .asException();
    }
  }

  private CompletionStage<Boolean> recover(
      SnapshotScope scope, Path file, Optional<String> checksum) {
    return switch (scope) {
      case SnapshotScope.OfCollection(String name) ->
          checked(file, checksum, Optional.empty(), SnapshotKind.COLLECTION)
              .thenCompose(
                  found -> restorer.collection(file, found.collections().getFirst(), real(name)));
      case SnapshotScope.OfShard(String name, int number) -> {
        CollectionInfo collection = known(copy.state(), name);
        SnapshotCheck.Target target =
            new SnapshotCheck.Target(collection, shard(collection, number));
        yield checked(file, checksum, Optional.of(target), SnapshotKind.SHARD)
            .thenCompose(found -> restorer.shard(file, found.collections().getFirst(), target));
      }
      case SnapshotScope.Full() -> throw onlyAtStart();
    };
  }

  private CompletionStage<SnapshotCheck.Found> checked(
      Path file,
      Optional<String> checksum,
      Optional<SnapshotCheck.Target> target,
      SnapshotKind kind) {
    return CompletableFuture.supplyAsync(() -> SnapshotCheck.check(file, checksum, target), files)
        .thenApply(found -> {
          if (found.head().kind() != kind || found.collections().size() != 1) {
            throw new DunlinFailure.WrongInput(
                    "the snapshot cannot be used: expected one of a %s, found one of kind %s"
                        .formatted(lower(kind), lower(found.head().kind())))
                .asException();
          }
          return found;
        });
  }

  private static String lower(SnapshotKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public CompletionStage<Boolean> restore(Path file, Optional<String> collection) {
    return oneOfFew(() ->
        CompletableFuture.supplyAsync(
                () -> SnapshotCheck.check(file, Optional.empty(), Optional.empty()), files)
            .thenCompose(found ->
                switch (found.head().kind()) {
                  case COLLECTION -> {
                    CollectionInfo only = found.collections().getFirst();
                    yield unlessThere(file, only, collection.orElse(only.name()));
                  }
                  case FULL ->
                      collection.isPresent()
                          ? one(file, found, collection.get())
                          : all(file, found);
                  case SHARD ->
                      throw new DunlinFailure.WrongInput(
                              "a shard's snapshot is recovered into a collection that exists")
                          .asException();
                }));
  }

  /** A node that is started again in the same way must not lose what was written since. */
  private CompletionStage<Boolean> unlessThere(Path file, CollectionInfo collection, String name) {
    if (copy.state().find(name).isPresent()) {
      system.log().info("Collection {} is there already, and not recovered from {}", name, file);
      return CompletableFuture.completedStage(true);
    }
    return restorer.collection(file, collection, name);
  }

  private CompletionStage<Boolean> one(Path file, SnapshotCheck.Found found, String name) {
    return found.collections().stream()
        .filter(collection -> collection.name().equals(name))
        .findFirst()
        .map(collection -> unlessThere(file, collection, name))
        .orElseThrow(() ->
            new DunlinFailure.NotFound("the snapshot has no collection `" + name + "`")
                .asException());
  }

  private CompletionStage<Boolean> all(Path file, SnapshotCheck.Found found) {
    CompletionStage<Boolean> done = CompletableFuture.completedStage(true);
    for (CollectionInfo collection : found.collections()) {
      done = done.thenCompose(_ -> unlessThere(file, collection, collection.name()));
    }
    return done.thenCompose(_ -> point(found.head()));
  }

  private CompletionStage<Boolean> point(SnapshotPart.Head head) {
    List<AliasAction> actions =
        head.aliases().entrySet().stream()
            .<AliasAction>map(alias -> new AliasAction.Point(alias.getKey(), alias.getValue()))
            .toList();
    return actions.isEmpty()
        ? CompletableFuture.completedStage(true)
        : AskPattern.askWithStatus(
            catalog,
            replyTo -> new CatalogProtocol.ChangeAliases(actions, replyTo),
            CATALOG_WITHIN,
            system.scheduler());
  }

  // ---- names ----

  private void check(SnapshotScope scope) {
    switch (scope) {
      case SnapshotScope.OfCollection(String name) -> {
        var _ = known(copy.state(), name);
      }
      case SnapshotScope.OfShard(String name, int number) -> {
        var _ = shard(known(copy.state(), name), number);
      }
      case SnapshotScope.Full() -> {}
    }
  }

  /** With the collection's own name in the place of an alias. */
  private SnapshotScope named(SnapshotScope scope) {
    return switch (scope) {
      case SnapshotScope.OfCollection(String name) -> new SnapshotScope.OfCollection(real(name));
      case SnapshotScope.OfShard(String name, int number) ->
          new SnapshotScope.OfShard(real(name), number);
      case SnapshotScope.Full full -> full;
    };
  }

  private String real(String name) {
    return copy.state().find(name).map(CollectionInfo::name).orElse(name);
  }

  private static CollectionInfo known(CatalogState state, String name) {
    return state
        .find(name)
        .filter(found -> !found.isPrepared())
        .orElseThrow(() ->
            new DunlinFailure.NotFound("Collection `" + name + "` doesn't exist!").asException());
  }

  private static ShardId shard(CollectionInfo collection, int number) {
    return collection
        .shard(number)
        .orElseThrow(() ->
            new DunlinFailure.NotFound(
                    "Shard %d of collection `%s` doesn't exist!"
                        .formatted(number, collection.name()))
                .asException());
  }

  // ---- how it is done ----

  private interface FileWork<T> {
    T run() throws IOException;
  }

  private <T> CompletionStage<T> onFiles(FileWork<T> work) {
    return withKnownFailures(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return work.run();
              } catch (IOException e) {
                throw Storage.failure(e);
              }
            },
            files));
  }

  private <T> CompletionStage<T> oneOfFew(Supplier<CompletionStage<T>> work) {
    if (underWay.incrementAndGet() > AT_ONCE) {
      underWay.decrementAndGet();
      return CompletableFuture.failedStage(
          new DunlinFailure.Overloaded(
                  "%d snapshots are being made or recovered on this node".formatted(AT_ONCE),
                  Duration.ofSeconds(5))
              .asException());
    }
    // Whatever it throws, its place becomes free again.
    return withKnownFailures(CompletableFuture.completedStage(work).thenCompose(Supplier::get))
        .whenComplete((_, _) -> underWay.decrementAndGet());
  }

  /** Failures are of the family that clients know. */
  private <T> CompletionStage<T> withKnownFailures(CompletionStage<T> stage) {
    return stage.exceptionallyCompose(failure -> {
      DunlinException told = Storage.failure(failure);
      if (told.failure() instanceof DunlinFailure.Internal) {
        system.log().error("Work on a snapshot failed", failure);
      }
      return CompletableFuture.failedStage(told);
    });
  }
}
