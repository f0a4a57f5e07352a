package io.dunlin.sharding.snapshot;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.snapshot.ExportProtocol;
import io.dunlin.actors.snapshot.ExportProtocol.Chunk;
import io.dunlin.actors.snapshot.ExportProtocol.Pinned;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotFolder;
import io.dunlin.persistence.snapshot.SnapshotKind;
import io.dunlin.persistence.snapshot.SnapshotPart;
import io.dunlin.persistence.snapshot.SnapshotScope;
import io.dunlin.persistence.snapshot.SnapshotWriter;
import io.dunlin.sharding.route.ShardRegion;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Makes snapshots: pins the shards at one moment, then fetches their points, one shard after the
 * other, and writes them to a file on this node. No more than some chunks are in memory.
 */
final class SnapshotMaker {
  private static final Duration CHUNK_WITHIN = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 3;
  private static final Duration KEEP_EVERY = Duration.ofSeconds(15);

  /**
   * What is to be in a snapshot.
   *
   * @param aliases of its collections
   */
  record Content(SnapshotKind kind, List<Part> parts, SortedMap<String, String> aliases) {
    List<ShardId> shards() {
      return parts.stream().flatMap(part -> part.shards().stream()).toList();
    }
  }

  /** A collection, and those of its shards that are wanted. */
  record Part(CollectionInfo collection, List<ShardId> shards) {}

  private final ActorSystem<?> system;
  private final SnapshotFolder folder;
  private final Executor files;
  private final String dispatcher;
  private final ShardCut cut;

  /**
   * @param files runs what waits for the disk
   * @param dispatcher the name of the same, for streams
   */
  SnapshotMaker(
      ActorSystem<?> system,
      ShardRegion region,
      SnapshotFolder folder,
      Executor files,
      String dispatcher) {
    this.system = system;
    this.folder = folder;
    this.files = files;
    this.dispatcher = dispatcher;
    this.cut = new ShardCut(system, region);
  }

  CompletionStage<SnapshotDescription> make(SnapshotScope scope, Content content, long peer) {
    return attempt(scope, content, peer, ATTEMPTS);
  }

  /**
   * What a shard was at the moment of the cut is known where it was then, and nowhere else. When it
   * moves before all of it is read, all shards are pinned once more: at another moment, but one.
   */
  private CompletionStage<SnapshotDescription> attempt(
      SnapshotScope scope, Content content, long peer, int attempts) {
    return cut.of(content.shards())
        .thenCompose(pinned ->
            read(scope, content, peer, pinned)
                .exceptionallyCompose(failure -> {
                  boolean moved =
                      Storage.failure(failure).failure() instanceof DunlinFailure.Unavailable;
                  return moved && attempts > 1
                      ? attempt(scope, content, peer, attempts - 1)
                      : CompletableFuture.failedStage(failure);
                }));
  }

  private CompletionStage<SnapshotDescription> read(
      SnapshotScope scope, Content content, long peer, List<Pinned> pinned) {
    Cancellable keep = keep(pinned);
    return CompletableFuture.supplyAsync(() -> begin(scope, peer, pinned), files)
        .thenCompose(draft -> write(content, pinned, draft))
        .whenComplete((_, _) -> {
          keep.cancel();
          ShardCut.letGo(pinned);
        });
  }

  /** Those whose turn is late hear that they are still wanted. */
  private Cancellable keep(List<Pinned> pinned) {
    return system
        .scheduler()
        .scheduleAtFixedRate(
            KEEP_EVERY,
            KEEP_EVERY,
            () -> pinned.forEach(one -> one.rows().tell(new ExportProtocol.Keep())),
            system.executionContext());
  }

  private SnapshotFolder.Draft begin(SnapshotScope scope, long peer, List<Pinned> pinned) {
    try {
      long needed = pinned.stream().mapToLong(Pinned::bytes).sum();
      Storage.check(folder.free(), needed, "the snapshot");
      return folder.begin(scope, peer, Instant.now());
    } catch (IOException e) {
      throw Storage.failure(e);
    }
  }

  private CompletionStage<SnapshotDescription> write(
      Content content, List<Pinned> pinned, SnapshotFolder.Draft draft) {
    SnapshotWriter writer = draft.writer();
    return parts(content, pinned)
        .async(dispatcher)
        .map(part -> {
          writer.write(part);
          return Done.getInstance();
        })
        .async(dispatcher)
        .runWith(Sink.ignore(), system)
        .handleAsync(
            (_, failure) -> {
              try (writer) {
                if (failure != null) {
                  throw Storage.failure(failure);
                }
                return SnapshotFolder.describe(writer.publish(draft.name())).orElseThrow();
              } catch (IOException e) {
                throw Storage.failure(e);
              }
            },
            files);
  }

  private Source<SnapshotPart, NotUsed> parts(Content content, List<Pinned> pinned) {
    Map<ShardId, Pinned> byShard = new HashMap<>();
    pinned.forEach(one -> byShard.put(one.shard(), one));
    List<Source<SnapshotPart, NotUsed>> sources = new ArrayList<>();
    sources.add(
        Source.single(
            new SnapshotPart.Head(content.kind(), System.currentTimeMillis(), content.aliases())));
    for (Part part : content.parts()) {
      sources.add(Source.single(new SnapshotPart.Collection(part.collection())));
      for (ShardId shard : part.shards()) {
        sources.add(points(Objects.requireNonNull(byShard.get(shard))));
      }
    }
    return Source.from(sources).flatMapConcat(source -> source);
  }

  private Source<SnapshotPart, NotUsed> points(Pinned pinned) {
    SnapshotPart shard = new SnapshotPart.Shard(pinned.shard(), pinned.position(), pinned.points());
    return Source.single(shard)
        .concat(
            Source.unfoldAsync(
                0,
                number ->
                    number < 0
                        ? CompletableFuture.completedStage(Optional.empty())
                        : chunk(pinned, number)
                            .thenApply(chunk ->
                                Optional.of(
                                    Pair.create(chunk.last() ? -1 : number + 1, points(chunk))))));
  }

  private CompletionStage<Chunk> chunk(Pinned pinned, int number) {
    return AskPattern.<ExportProtocol.Command, Chunk>askWithStatus(
            pinned.rows(),
            replyTo -> new ExportProtocol.Next(number, replyTo),
            CHUNK_WITHIN,
            system.scheduler())
        .exceptionally(failure -> {
          throw new DunlinFailure.Unavailable(
                  "shard %s moved or its node went before all of it was read; try again (%s)"
                      .formatted(pinned.shard(), failure.getMessage()))
              .asException();
        });
  }

  private static SnapshotPart points(Chunk chunk) {
    return new SnapshotPart.Points(chunk.points(), chunk.manifest(), chunk.bytes());
  }
}
