package io.dunlin.actors.files;

import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestArchive;
import io.dunlin.persistence.manifest.ManifestName;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each shard's newest manifest and its files to the segment store, in the background, and
 * then lets go of what they replace: events of the log, and what the store had before. A shard has
 * one upload at a time; what failed is tried again, and goes on where it broke off.
 */
final class Uploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 8;

  private final ManifestArchive archive;
  private final SegmentFiles.Parts parts;
  private final LogPins logPins;
  private final Map<ShardId, Upload> uploads = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Uploads(ManifestArchive archive, SegmentFiles.Parts parts, LogPins logPins) {
    this.archive = archive;
    this.parts = parts;
    this.logPins = logPins;
  }

  /** Takes the place of a manifest of the shard that still waits. */
  void offer(Manifest manifest) {
    uploads.computeIfAbsent(manifest.shard(), Upload::new).offer(manifest);
  }

  void forget(ShardId shard) {
    Upload upload = uploads.remove(shard);
    if (upload != null) {
      upload.cancelled = true;
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** One shard's. The lock is for what is wanted; the rest belongs to the thread that runs. */
  private final class Upload implements Runnable {
    private final ShardId shard;
    private @Nullable Manifest wanted;
    private boolean busy;
    private volatile boolean cancelled;

    private int failures;
    // What is known to be in the store.
    private final Set<String> stored = new HashSet<>();
    // The positions of the manifests that this process has stored last; 0 for none.
    private long newest;
    private long older;

    Upload(ShardId shard) {
      this.shard = shard;
    }

    synchronized void offer(Manifest manifest) {
      wanted = manifest;
      if (!busy) {
        busy = true;
        parts.storing().execute(this);
      }
    }

    private synchronized @Nullable Manifest take() {
      Manifest taken = cancelled || closed ? null : wanted;
      wanted = null;
      busy = taken != null;
      return taken;
    }

    private synchronized void putBack(Manifest manifest) {
      wanted = wanted == null ? manifest : wanted;
    }

    @Override
    public void run() {
      Manifest manifest = take();
      if (manifest == null) {
        return;
      }
      try {
        send(manifest);
        letGo(manifest);
        failures = 0;
        parts.storing().execute(this);
      } catch (IOException | RuntimeException failure) {
        stored.clear();
        putBack(manifest);
        retry(failure);
      }
    }

    private void retry(Exception failure) {
      Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures++, MOST_DOUBLINGS));
      if (!closed) {
        parts.metrics().storeFailed();
        LOG.warn(
            "The storing of shard {} goes on in {} s: {}",
            shard,
            pause.toSeconds(),
            failure.toString());
      }
      CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, parts.storing())
          .execute(this);
    }

    private void send(Manifest manifest) throws IOException {
      try (FilePins.Held _ = parts.pins().hold(shard, manifest.files())) {
        Set<String> names = new HashSet<>();
        for (Manifest.Entry segment : manifest.segments()) {
          if (cancelled || closed) {
            throw new InterruptedIOException("storing was ended");
          }
          String name = ManifestArchive.nameOf(segment);
          names.add(name);
          if (!stored.contains(name)) {
            parts.metrics().stored(archive.store(shard, segment));
            stored.add(name);
          }
        }
        archive.store(manifest);
        CrashPoint.MANIFEST_STORED.reach();
        stored.retainAll(names);
      }
    }

    /**
     * Two manifests of the store are kept, as two are on disk; the older one says how far the log
     * may go.
     */
    private void letGo(Manifest manifest) throws IOException {
      ManifestName name = ManifestName.of(manifest);
      if (!archive.manifests(shard).getFirst().equals(name)) {
        LOG.info("Another node goes on with shard {}: what it left is not this node's", shard);
        return;
      }
      if (name.position() > newest) {
        older = newest;
        newest = name.position();
      }
      long position = Math.min(older, logPins.limit(shard));
      if (position > 0 && parts.trimmer().isPresent()) {
        parts.trimmer().get().trim(shard.toString(), position);
      }
      int deleted = archive.clean(shard).size();
      LOG.debug("Shard {} is stored up to {}, {} files less", shard, name, deleted);
    }
  }
}
