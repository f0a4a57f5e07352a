package io.dunlin.sharding;

import io.dunlin.actors.build.BuildMemory;
import io.dunlin.actors.catalog.Catalog;
import io.dunlin.actors.catalog.CatalogCopy;
import io.dunlin.actors.catalog.CatalogFollower;
import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.catalog.CatalogState;
import io.dunlin.actors.copy.CopyHolders;
import io.dunlin.actors.copy.CopyRegistry;
import io.dunlin.actors.copy.LatePins;
import io.dunlin.actors.field.FieldIndexer;
import io.dunlin.actors.files.FileMetrics;
import io.dunlin.actors.files.FilePins;
import io.dunlin.actors.files.FileProtocol;
import io.dunlin.actors.files.FileServer;
import io.dunlin.actors.files.Peers;
import io.dunlin.actors.files.SegmentFiles;
import io.dunlin.actors.follow.CopyManager;
import io.dunlin.actors.query.HeldViews;
import io.dunlin.actors.query.ReadLoad;
import io.dunlin.actors.query.ShardReader;
import io.dunlin.actors.report.NodeReporter;
import io.dunlin.actors.report.NodeSurvey;
import io.dunlin.actors.shard.ShardProtocol;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.actors.wire.MessageCodec;
import io.dunlin.actors.wire.kryo.WireCodec;
import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.manifest.ManifestArchive;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.Placement;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.store.SegmentStore;
import io.dunlin.persistence.store.StoreCleaner;
import io.dunlin.persistence.store.TokenBucket;
import io.dunlin.sharding.answer.CacheMetrics;
import io.dunlin.sharding.answer.LogPositions;
import io.dunlin.sharding.answer.SharedAnswers;
import io.dunlin.sharding.files.ClusterPeers;
import io.dunlin.sharding.gather.ReadRoutes;
import io.dunlin.sharding.route.Members;
import io.dunlin.sharding.route.ShardRegion;
import io.dunlin.sharding.snapshot.ClusterSnapshots;
import io.dunlin.sharding.write.Writers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.Leave;
import org.apache.pekko.cluster.typed.SingletonActor;

/** All of Dunlin that runs on one node's actor system, below the API. */
public final class DunlinNode {
  private static final String READERS = "dunlin.read-dispatcher";
  private static final String FILES = "dunlin.file-dispatcher";
  private static final Duration LATE_PINS_EVERY = Duration.ofSeconds(5);
  private static final Duration INDEX_EVERY = Duration.ofMillis(200);
  private static final Duration SUSPECT_EVERY = Duration.ofSeconds(1);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

  private final Collections collections;
  private final CatalogCopy catalog;
  private final Members members;
  private final CopyRegistry copies;

  private DunlinNode(
      Collections collections, CatalogCopy catalog, Members members, CopyRegistry copies) {
    this.collections = collections;
    this.catalog = catalog;
    this.members = members;
    this.copies = copies;
  }

  /**
   * Starts catalog, shards and what reads them. The system is a member of its cluster or about to
   * become one.
   */
  public static DunlinNode start(ActorSystem<?> system, NodeParts parts) {
    MessageCodec codec = WireCodec.of(system);
    CatalogCopy catalogCopy = new CatalogCopy();
    CopyRegistry copies = new CopyRegistry();
    ManifestStore manifests = new ManifestStore(parts.segments());
    Executor files = dispatcher(system, FILES);
    Members members = Members.follow(system);
    SegmentFiles segmentFiles =
        segmentFiles(system, parts, manifests, new ClusterPeers(system, catalogCopy, members));
    ShardServices services =
        new ShardServices(
            parts.settings(),
            parts.kernels(),
            parts.pinned(),
            new BuildMemory(parts.pinned()),
            catalogCopy,
            copies,
            manifests,
            segmentFiles,
            parts.fencing(),
            parts.trimmer(),
            parts.metrics(),
            dispatcher(system, READERS),
            files,
            dispatcher(system, "dunlin.build-dispatcher"));
    Consumer<CatalogState> placed;
    CopyHolders holders;
    if (parts.fencing().shared()) {
      ActorRef<CopyManager.Command> manager =
          system.systemActorOf(
              CopyManager.create(
                  services,
                  members.selfId(),
                  ShardRegion.primaries(system),
                  DispatcherSelector.fromConfig(FILES)),
              "copies",
              Props.empty());
      placed = state -> manager.tell(new CopyManager.Placed(state));
      holders = CopyManager.holders(manager, system.scheduler());
    } else {
      placed = _ -> {};
      holders = CopyHolders.NONE;
    }
    ShardRegion region = ShardRegion.start(system, services, holders, members);
    Cancellable _ =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                LATE_PINS_EVERY,
                LATE_PINS_EVERY,
                new LatePins(copies, parts.pinned()),
                system.dispatchers().lookup(DispatcherSelector.fromConfig(FILES)));
    Cancellable _ =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                INDEX_EVERY,
                INDEX_EVERY,
                new FieldIndexer(copies, catalogCopy),
                system
                    .dispatchers()
                    .lookup(DispatcherSelector.fromConfig("dunlin.field-index-dispatcher")));
    if (parts.fencing().shared()) {
      Cancellable _ =
          system
              .scheduler()
              .scheduleWithFixedDelay(
                  SUSPECT_EVERY,
                  SUSPECT_EVERY,
                  new Suspects(parts.fencing(), members, catalogCopy),
                  system.executionContext());
    }
    ActorRef<CatalogProtocol.Command> catalog =
        ClusterSingleton.get(system)
            .init(
                SingletonActor.of(
                        Catalog.create(
                            parts.fencing(), members, parts.limits(), codec, parts.transfers()),
                        "catalog")
                    .withSettings(
                        ClusterSingletonSettings.create(system).withRole(Members.COORDINATOR)));
    system.systemActorOf(
        CatalogFollower.create(
            catalog,
            catalogCopy,
            codec,
            (old, now) -> {
              placed.accept(now);
              follow(system, members, old, now, region);
            }),
        "catalog-follower",
        Props.empty());
    system.systemActorOf(
        DroppedShards.create(services, parts.segments(), members, catalog),
        "dropped-shards",
        Props.empty());
    ReadLoad load = new ReadLoad(System.nanoTime());
    system.systemActorOf(
        NodeReporter.create(
            catalog, members::self, new NodeSurvey(parts.segments(), copies, load), files),
        "node-reporter",
        Props.empty());
    HeldViews holds =
        new HeldViews(copies, parts.cursors(), parts.cursorMetrics(), System::nanoTime);
    Cancellable _ =
        system
            .scheduler()
            .scheduleWithFixedDelay(
                SWEEP_EVERY, SWEEP_EVERY, holds::sweep, system.executionContext());
    ShardReader reader =
        new ShardReader(
            copies,
            load,
            members.selfId(),
            holds,
            system.settings().config().getInt("dunlin.search.together"),
            Runtime.getRuntime().availableProcessors());
    ActorRef<Requests.Command> requests =
        system.systemActorOf(
            Requests.create(
                reader,
                ReadRoutes.start(
                    system,
                    catalogCopy,
                    copies,
                    members,
                    reader,
                    codec,
                    shard -> region.tell(shard, new ShardProtocol.Start(system.ignoreRef())),
                    services.readers()),
                services.readers(),
                DispatcherSelector.fromConfig(READERS),
                region,
                Writers.of(catalogCopy, members)),
            "requests",
            Props.empty());
    CacheMetrics figures = parts.answers().metrics();
    catalogCopy.afterChange(() -> figures.keepOnly(catalogCopy.state().byName().keySet()));
    HandOver.beforeStop(system, members, catalogCopy, region);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "close-copies",
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      segmentFiles.close();
                      holds.close();
                      copies.closeAll();
                      parts.files().store().ifPresent(SegmentStore::close);
                      return Done.getInstance();
                    },
                    files));
    return new DunlinNode(
        new StrictCollections(
            new ClusterCollections(
                system,
                new CatalogAdmin(system, catalog, catalogCopy, members, copies),
                catalog,
                catalogCopy,
                requests,
                region,
                members,
                new SharedAnswers(LogPositions.of(copies), parts.answers(), services.readers()),
                parts.cursors(),
                parts.fencing().shared(),
                ClusterSnapshots.start(
                    system, catalog, catalogCopy, region, members, parts.snapshots(), FILES),
                parts.rerankers()),
            System::nanoTime),
        catalogCopy,
        members,
        copies);
  }

  /** Exchanges files with other nodes and with the segment store; serves those of this node. */
  private static SegmentFiles segmentFiles(
      ActorSystem<?> system, NodeParts parts, ManifestStore manifests, Peers peers) {
    FileMetrics metrics = parts.files().metrics();
    FilePins pins = new FilePins();
    OptionalLong rate = parts.files().rate();
    ActorRef<FileProtocol.ToServer> _ =
        FileServer.start(
            system,
            new FileServer.Parts(
                manifests,
                pins,
                rate.isPresent() ? TokenBucket.of(rate.getAsLong()) : TokenBucket.unlimited(),
                metrics,
                DispatcherSelector.fromConfig("dunlin.file-serve-dispatcher")));
    Optional<ManifestArchive> archive =
        parts
            .files()
            .store()
            .map(store ->
                new ManifestArchive(
                    store,
                    new StoreCleaner(store, parts.files().grace(), InstantSource.system()),
                    manifests));
    // Alone, a node keeps its log for longer, as that is the second place of what is on its disk.
    Optional<LogTrimmer> trimmer =
        parts.fencing().shared() ? Optional.of(parts.trimmer()) : Optional.empty();
    return new SegmentFiles(
        new SegmentFiles.Parts(
            manifests,
            archive,
            peers,
            pins,
            trimmer,
            metrics,
            dispatcher(system, "dunlin.file-fetch-dispatcher"),
            dispatcher(system, "dunlin.file-store-dispatcher")));
  }

  public Collections collections() {
    return collections;
  }

  /** For tests. */
  CatalogState catalog() {
    return catalog.state();
  }

  /**
   * Whether the catalog is known, every shard has a node that is there, and those that are led from
   * here, but for released ones, can be read.
   */
  public boolean ready() {
    CatalogState state = catalog.state();
    Map<ShardId, Placement> placed = state.placements().placements();
    return catalog.loaded()
        && placed.keySet().containsAll(shards(state))
        && placed.values().stream()
            .allMatch(placement -> members.address(placement.primary()).isPresent())
        && copies.shards().containsAll(awake(state, members));
  }

  private static void follow(
      ActorSystem<?> system,
      Members members,
      CatalogState old,
      CatalogState now,
      ShardRegion region) {
    leaveIfRemoved(system, members.selfId(), old, now);
    Set<ShardId> before = led(old, members);
    Set<ShardId> awake = awake(old, members);
    Set<ShardId> after = led(now, members);
    Set<ShardId> resting = now.releasedShards();
    for (ShardId shard : after) {
      if (resting.contains(shard)) {
        if (awake.contains(shard)) {
          region.tell(shard, new ShardProtocol.Rest(system.ignoreRef()));
        }
      } else if (!awake.contains(shard)) {
        region.tell(shard, new ShardProtocol.Start(system.ignoreRef()));
      }
    }
    Set<ShardId> live = shards(now);
    for (ShardId shard : before) {
      if (!live.contains(shard)) {
        region.tell(shard, new ShardProtocol.Drop());
      }
    }
  }

  /** Ends this node in good order, at its start too: it may come back when it is undrained. */
  private static void leaveIfRemoved(
      ActorSystem<?> system, NodeId self, CatalogState old, CatalogState now) {
    if (now.mark(self) == NodeMark.REMOVED && old.mark(self) != NodeMark.REMOVED) {
      system
          .log()
          .warn(
              "This node, peer {}, was removed from the cluster by an operator and stops. It may"
                  + " come back once it is undrained on another node",
              self.number());
      Cluster cluster = Cluster.get(system);
      cluster.manager().tell(Leave.create(cluster.selfMember().address()));
    }
  }

  /** The shards whose primary is this node. */
  private static Set<ShardId> led(CatalogState state, Members members) {
    Set<ShardId> led = new HashSet<>();
    state
        .placements()
        .placements()
        .forEach((shard, placement) -> {
          if (members.isSelf(placement.primary())) {
            led.add(shard);
          }
        });
    return led;
  }

  /** Those of them that are to be open. */
  private static Set<ShardId> awake(CatalogState state, Members members) {
    Set<ShardId> awake = led(state, members);
    awake.removeAll(state.releasedShards());
    return awake;
  }

  private static Set<ShardId> shards(CatalogState state) {
    Set<ShardId> shards = new HashSet<>();
    for (CollectionInfo collection : state.byName().values()) {
      shards.addAll(collection.shards());
    }
    return shards;
  }

  private static Executor dispatcher(ActorSystem<?> system, String path) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(path));
  }
}
