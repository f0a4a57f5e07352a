package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.shard.ShardCleaner;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.persistence.fence.Claim;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that nothing is left of dropped shards. One on every node.
 *
 * <p>A shard's owner removes its own files and the log when it hears of the drop. It may be gone,
 * or be stopped in the middle: so the cluster's leader takes over the logs of shards that were
 * dropped a while ago, removes what is there, and has the catalog forget the shard. A node that was
 * away meanwhile finds files of a shard that no collection has: as a shard never comes back, they
 * can go.
 */
final class DroppedShards {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** So long its owner has to do it in order. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int AT_ONCE = 2;

  private static final Pattern UUID_NAME =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** To itself. */
  sealed interface Command {}

  private record Look() implements Command {}

  private record Removed(ShardId shard) implements Command {}

  private record NotRemoved(ShardId shard, Throwable cause) implements Command {}

  private final ActorContext<Command> context;
  private final ShardServices services;
  private final ShardCleaner cleaner;
  private final Path segments;
  private final Members members;
  private final ActorRef<CatalogProtocol.Command> catalog;

  /** When each was first seen to be dropped, in nanoseconds. */
  private final Map<ShardId, Long> since = new HashMap<>();

  private int underWay;
  private boolean looked;

  private DroppedShards(
      ActorContext<Command> context,
      ShardServices services,
      Path segments,
      Members members,
      ActorRef<CatalogProtocol.Command> catalog) {
    this.context = context;
    this.services = services;
    this.cleaner = new ShardCleaner(services);
    this.segments = segments;
    this.members = members;
    this.catalog = catalog;
  }

  /**
   * @param segments folder of this node's files, one folder in it for each shard
   */
  static Behavior<Command> create(
      ShardServices services,
      Path segments,
      Members members,
      ActorRef<CatalogProtocol.Command> catalog) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
          return Behaviors.receiveMessage(
              new DroppedShards(context, services, segments, members, catalog)::onCommand);
        }));
  }

  private Behavior<Command> onCommand(Command command) {
    switch (command) {
      case Look _ -> look();
      case Removed(ShardId shard) -> {
        underWay--;
        catalog.tell(new CatalogProtocol.Forget(Set.of(shard)));
      }
      case NotRemoved(ShardId shard, Throwable cause) -> {
        underWay--;
        context.getLog().debug("The log of dropped shard {} is still there", shard, cause);
      }
    }
    return Behaviors.same();
  }

  private void look() {
    if (!services.catalog().loaded()) {
      return;
    }
    if (!looked) {
      looked = true;
      services.files().execute(this::removeStrayFiles);
    }
    Set<ShardId> dropped = services.catalog().state().dropped();
    since.keySet().retainAll(dropped);
    dropped.forEach(shard -> since.putIfAbsent(shard, System.nanoTime()));
    if (members.leader().filter(members::isSelf).isPresent()) {
      removeLogs();
    }
  }

  private void removeLogs() {
    long now = System.nanoTime();
    for (Map.Entry<ShardId, Long> each : since.entrySet()) {
      if (underWay < AT_ONCE && now - each.getValue() >= PATIENCE.toNanos()) {
        // Not again at once, whatever comes of it.
        each.setValue(now);
        underWay++;
        ShardId shard = each.getKey();
        context.pipeToSelf(
            removeLog(shard),
            (_, failure) -> failure == null ? new Removed(shard) : new NotRemoved(shard, failure));
      }
    }
  }

  /** Under a claim, so that nobody writes it again meanwhile. */
  private CompletionStage<Void> removeLog(ShardId shard) {
    String log = shard.toString();
    return services
        .fencing()
        .claim(log)
        .thenCompose(claim ->
            CompletableFuture.runAsync(
                    () -> {
                      services.trimmer().trim(log, Long.MAX_VALUE);
                      dropStored(shard);
                    },
                    services.files())
                .whenComplete((_, failure) -> releaseAfter(failure, claim))
                .thenCompose(_ -> claim.forget()));
  }

  private void dropStored(ShardId shard) {
    try {
      services.segmentFiles().drop(shard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void releaseAfter(@Nullable Throwable failure, Claim claim) {
    if (failure != null) {
      claim.release();
    }
  }

  /**
   * The folders are listed first: of what is made later the catalog knows by then. An empty catalog
   * is more likely another cluster's than one whose every shard was dropped: nothing is removed.
   */
  private void removeStrayFiles() {
    try {
      List<ShardId> here = shardsIn(segments);
      if (services.catalog().state().version() == 0) {
        return;
      }
      for (ShardId shard : here) {
        if (services.catalog().collectionOf(shard).isEmpty()) {
          context.getSystem().log().info("Files of shard {}, which is no more, go", shard);
          cleaner.removeFiles(shard);
        }
      }
    } catch (IOException e) {
      context.getSystem().log().warn("Files of dropped shards were not looked for", e);
    }
  }

  private static List<ShardId> shardsIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(each -> each.getFileName().toString())
          .filter(name -> UUID_NAME.matcher(name).matches())
          .map(ShardId::parse)
          .toList();
    }
  }
}
