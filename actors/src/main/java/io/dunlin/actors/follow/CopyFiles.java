package io.dunlin.actors.follow;

import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.files.FilePins;
import io.dunlin.actors.shard.ManifestKeeper;
import io.dunlin.actors.shard.ShardServices;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the sealed files of a copy that follows to this node: those that the writer is about to
 * name, and those that the log has named and this node lacks. Belongs to one {@link CopyFollower}.
 */
final class CopyFiles {
  private static final Logger LOG = LoggerFactory.getLogger(CopyFiles.class);
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** What has ended, to be told to the follower on its own thread. */
  sealed interface Ended {}

  /** A file that the log names is there, or not. */
  record Fetched(
      ShardCopy copy,
      long name,
      FilePins.Held held,
      @Nullable SealedSegment segment,
      @Nullable Throwable failure)
      implements Ended {}

  /** A file that the log is about to name is there, or cannot be had now. */
  record Prepared(String file) implements Ended {}

  /** A file that is on its way, and is held meanwhile. */
  private record Fetching(CompletableFuture<SealedSegment> segment, FilePins.Held held) {}

  private final ShardId shard;
  private final ShardServices services;
  private final Consumer<Ended> follower;
  private final PreparedFiles prepared = new PreparedFiles();
  private @Nullable Fetching fetching;
  private long fetchFrom = System.nanoTime();

  /**
   * @param follower told from any thread
   */
  CopyFiles(ShardId shard, ShardServices services, Consumer<Ended> follower) {
    this.shard = shard;
    this.services = services;
    this.follower = follower;
  }

  // ---- before the log names them ----

  void prepare(String file) {
    List<String> files = List.of(file);
    prepared.add(file, services.segmentFiles().pins().hold(shard, files));
    var _ =
        CompletableFuture.runAsync(() -> require(files), services.files())
            .whenComplete((_, failure) -> {
              if (failure != null) {
                LOG.debug("A file of shard {} is not there yet", shard, failure);
              }
              follower.accept(new Prepared(file));
            });
  }

  /** The log has named a merge's file, and the copy has taken it if it was there. */
  void named(ShardEvent.SegmentsMerged merged, ShardCopy copy) {
    prepared.take(merged.file()).ifPresent(held -> keep(copy, held));
  }

  // ---- after it did ----

  /** Brings the newest sealed file that the log names and this node lacks, one at a time. */
  void fetch(ShardCopy copy) {
    Optional<Map.Entry<Long, String>> awaited = copy.awaited();
    if (fetching != null || awaited.isEmpty() || System.nanoTime() - fetchFrom < 0) {
      return;
    }
    long name = awaited.get().getKey();
    List<String> file = List.of(awaited.get().getValue());
    FilePins.Held held = services.segmentFiles().pins().hold(shard, file);
    CompletableFuture<SealedSegment> segment =
        CompletableFuture.supplyAsync(() -> fetched(copy, file), services.files());
    fetching = new Fetching(segment, held);
    var _ =
        segment.whenComplete(
            (opened, failure) -> follower.accept(new Fetched(copy, name, held, opened, failure)));
  }

  private SealedSegment fetched(ShardCopy copy, List<String> file) {
    require(file);
    try {
      return copy.open(file.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param copy that follows now; empty while its log is being read, or there is none
   */
  void onFetched(Fetched fetched, Optional<ShardCopy> copy) {
    fetching = null;
    SealedSegment segment = fetched.segment();
    Optional<ShardCopy> wanted = copy.filter(fetched.copy()::equals);
    if (segment == null) {
      // A later merge may have made it superfluous, and removed it where it was made.
      fetchFrom = System.nanoTime() + AGAIN.toNanos();
      LOG.debug("A file of shard {} is not there yet", shard, fetched.failure());
      fetched.held().close();
    } else if (wanted.filter(open -> open.supply(fetched.name(), segment)).isPresent()) {
      keep(wanted.get(), fetched.held());
    } else {
      segment.release();
      fetched.held().close();
    }
    wanted.ifPresent(this::fetch);
  }

  /**
   * A restart begins with what the copy has now.
   *
   * @param held until that is written down
   */
  private void keep(ShardCopy copy, FilePins.Held held) {
    Optional<Manifest> manifest = copy.manifest();
    if (manifest.isEmpty()) {
      held.close();
      return;
    }
    services
        .files()
        .execute(() -> {
          try (held) {
            new ManifestKeeper(services).keepHere(manifest.get(), copy);
          }
        });
  }

  private void require(List<String> files) {
    try {
      services.segmentFiles().require(shard, files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** No message is taken any more: lets go of what is held. */
  void close() {
    prepared.clear();
    Fetching orphan = fetching;
    if (orphan != null) {
      fetching = null;
      var _ =
          orphan
              .segment()
              .whenComplete((segment, _) -> {
                if (segment != null) {
                  segment.release();
                }
                orphan.held().close();
              });
    }
  }
}
