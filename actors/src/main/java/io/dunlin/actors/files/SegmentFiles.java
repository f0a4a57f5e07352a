package io.dunlin.actors.files;

import io.dunlin.persistence.journal.LogTrimmer;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestArchive;
import io.dunlin.persistence.manifest.ManifestName;
import io.dunlin.persistence.manifest.ManifestStore;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.store.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a shard's files to this node's disk, from a node that has them or else from the segment
 * store, and sends what is made here to the store. Any thread may call; only {@link #fetch} and
 * {@link #kept} do not wait.
 */
public final class SegmentFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentFiles.class);

  /**
   * What it works with.
   *
   * @param archive empty where there is no segment store
   * @param trimmer removes the events that stored manifests replace; empty where the log is trimmed
   *     for other reasons
   * @param fetching threads of fetches
   * @param storing threads of uploads
   */
  public record Parts(
      ManifestStore local,
      Optional<ManifestArchive> archive,
      Peers peers,
      FilePins pins,
      Optional<LogTrimmer> trimmer,
      FileMetrics metrics,
      Executor fetching,
      Executor storing) {}

  /** So long the store is not asked again: each call takes long to fail, and many shards open. */
  private static final Duration AWAY = Duration.ofSeconds(5);

  private final Parts parts;
  private volatile long awaySince = System.nanoTime() - AWAY.toNanos();
  private final LogPins logPins = new LogPins();
  private final Optional<Uploads> uploads;

  public SegmentFiles(Parts parts) {
    this.parts = parts;
    this.uploads = parts.archive().map(archive -> new Uploads(archive, parts, logPins));
  }

  /** Of a node that has neither peers nor a store. */
  public static SegmentFiles onDisk(ManifestStore local) {
    return new SegmentFiles(
        new Parts(
            local,
            Optional.empty(),
            Peers.none(),
            new FilePins(),
            Optional.empty(),
            FileMetrics.none(),
            Runnable::run,
            Runnable::run));
  }

  /** What keeps logs from being trimmed. */
  public LogPins logPins() {
    return logPins;
  }

  /** What keeps files from being removed, also those that no manifest names yet. */
  public FilePins pins() {
    return parts.pins();
  }

  /**
   * Brings sealed files to this node's disk; those that are there already are left as they are. Who
   * has no manifest that names them holds them by {@link #pins} before.
   *
   * @param peers the nodes to ask first, in this order
   * @return fails when one of the files is nowhere to be had now
   */
  public CompletionStage<Void> fetch(ShardId shard, List<String> files, List<NodeId> peers) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            require(shard, files, peers);
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        },
        parts.fetching());
  }

  /** Brings sealed files that are not there to this node's disk. */
  public void require(ShardId shard, List<String> files) throws IOException {
    require(shard, files, parts.peers().of(shard));
  }

  private void require(ShardId shard, List<String> files, List<NodeId> peers) throws IOException {
    List<NodeId> answering = new ArrayList<>(peers);
    for (String file : files) {
      if (parts.local().find(shard, file).isEmpty()) {
        fetch(shard, file, answering);
      }
    }
  }

  /** Brings a sealed file anew, in the place of the one that is there. */
  public void replace(ShardId shard, String file) throws IOException {
    fetch(shard, file, new ArrayList<>(parts.peers().of(shard)));
  }

  /**
   * @param peers those that do not answer as they should are taken out
   */
  private void fetch(ShardId shard, String file, List<NodeId> peers) throws IOException {
    IOException failure =
        new IOException("file %s of shard %s is nowhere to be had".formatted(file, shard));
    for (NodeId peer : List.copyOf(peers)) {
      try {
        long bytes = parts.peers().fetch(peer, shard, file, parts.local().directory(shard));
        parts.metrics().fetched(FileMetrics.Source.PEER, bytes);
        return;
      } catch (NoSuchFileException absent) {
        failure.addSuppressed(absent);
      } catch (IOException refusal) {
        LOG.warn("File {} of shard {} from node {}: {}", file, shard, peer, refusal.toString());
        parts.metrics().fetchFailed(FileMetrics.Source.PEER);
        failure.addSuppressed(refusal);
        peers.remove(peer);
      }
    }
    if (parts.archive().isPresent()) {
      try {
        Path fetched = parts.archive().get().fetch(shard, file);
        parts.metrics().fetched(FileMetrics.Source.STORE, Files.size(fetched));
        return;
      } catch (IOException refusal) {
        parts.metrics().fetchFailed(FileMetrics.Source.STORE);
        failure.addSuppressed(refusal);
      }
    }
    throw failure;
  }

  /** The manifests that the store has; empty, with a warning, while it is away. */
  public Optional<List<ManifestName>> storedManifests(ShardId shard) {
    if (parts.archive().isEmpty()) {
      return Optional.of(List.of());
    }
    try {
      if (System.nanoTime() - awaySince < AWAY.toNanos()) {
        throw new IOException("it was away a moment ago");
      }
      return Optional.of(parts.archive().get().manifests(shard));
    } catch (IOException away) {
      if (away instanceof StoreUnavailableException) {
        awaySince = System.nanoTime();
      }
      parts.metrics().fetchFailed(FileMetrics.Source.STORE);
      LOG.warn(
          "Shard {} is opened from the nodes' own files; the segment store cannot be asked: {}",
          shard,
          away.toString());
      return Optional.empty();
    }
  }

  /**
   * Brings the newest manifest that another node has to this node's disk, where any has one. The
   * shard may have been there before, and its log may be trimmed up to what is there.
   */
  public void bringManifestOfPeers(ShardId shard) throws IOException {
    Path directory = parts.local().directory(shard);
    List<Manifest> found = new ArrayList<>();
    for (NodeId peer : parts.peers().of(shard)) {
      try {
        found.add(parts.peers().newestManifest(peer, shard, directory));
      } catch (NoSuchFileException absent) {
        LOG.debug("Node {} has no manifest of shard {}", peer, shard);
      } catch (IOException refusal) {
        LOG.warn("Manifest of shard {} from node {}: {}", shard, peer, refusal.toString());
        parts.metrics().fetchFailed(FileMetrics.Source.PEER);
      }
    }
    Optional<Manifest> newest = found.stream().max(Comparator.comparing(ManifestName::of));
    if (newest.isPresent()) {
      parts.local().write(newest.get());
    }
  }

  /** Brings a manifest of the store to this node's disk. */
  public Manifest fetchManifest(ShardId shard, ManifestName name) throws IOException {
    return parts
        .archive()
        .orElseThrow(() -> new NoSuchFileException(name.toString()))
        .fetch(shard, name);
  }

  /** This shard's files are up to this manifest on this node's disk: the store is to have them. */
  public void kept(Manifest manifest) {
    uploads.ifPresent(sending -> sending.offer(manifest));
  }

  /** Removes all that the store has of a dropped shard. */
  public void drop(ShardId shard) throws IOException {
    uploads.ifPresent(sending -> sending.forget(shard));
    if (parts.archive().isPresent()) {
      parts.archive().get().drop(shard);
    }
  }

  /** What is not stored yet is, after the next start. */
  @Override
  public void close() {
    uploads.ifPresent(Uploads::close);
  }
}
