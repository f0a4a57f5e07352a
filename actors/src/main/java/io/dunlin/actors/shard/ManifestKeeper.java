package io.dunlin.actors.shard;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a manifest durable, has it stored, and lets go of what it makes superfluous: files, and the
 * log it replaces.
 */
public final class ManifestKeeper {
  private static final Logger log = LoggerFactory.getLogger(ManifestKeeper.class);

  /** A log is not worth trimming below this. */
  private static final long SMALL_LOG = 64L << 20;

  private final ShardServices services;

  public ManifestKeeper(ShardServices services) {
    this.services = services;
  }

  /**
   * Has the manifest stored that a writer begins with: an earlier one may not have come to that.
   */
  void resume(ShardId shard, long position) {
    try {
      services.manifests().load(shard).stream()
          .filter(manifest -> manifest.position() == position)
          .findFirst()
          .ifPresent(services.segmentFiles()::kept);
    } catch (IOException e) {
      log.warn("Shard {}: its manifest is stored with the next one only", shard, e);
    }
  }

  void keep(Manifest manifest, ShardCopy copy) {
    keepHere(manifest, copy);
    try {
      if (!services.fencing().shared()) {
        trim(manifest);
      }
      services.segmentFiles().kept(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** On this node's disk alone, as one that follows does. */
  public void keepHere(Manifest manifest, ShardCopy copy) {
    try {
      services.manifests().write(manifest);
      CrashPoint.MANIFEST_KEPT.reach();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    sweep(copy);
  }

  /** Removes files that no manifest names and nobody reads. Nothing may be built meanwhile. */
  void sweep(ShardCopy copy) {
    try {
      ShardView view = copy.acquire();
      try {
        List<String> inUse = new ArrayList<>(services.segmentFiles().pins().held(copy.shard()));
        for (Part part : view.parts()) {
          if (part.slice().segment() instanceof SealedSegment sealed) {
            inUse.add(sealed.file().getFileName().toString());
          }
        }
        services.manifests().removeUnreferenced(copy.shard(), inUse);
      } finally {
        view.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * In a cluster the segment store decides. On one disk the log is kept beside the files, so that a
   * damaged file can be built anew, until it holds more than twice what lives. The older of two
   * manifests says how far: if the newest cannot be used one day, the older one with the log behind
   * it still can.
   */
  private void trim(Manifest manifest) throws IOException {
    List<Manifest> retained = services.manifests().load(manifest.shard());
    if (retained.size() > 1 && services.trimmer().bytes() > Math.max(SMALL_LOG, 2 * liveBytes())) {
      long position =
          Math.min(
              retained.getLast().position(),
              services.segmentFiles().logPins().limit(manifest.shard()));
      services.trimmer().trim(manifest.shard().toString(), position);
    }
  }

  /** Of all shards here, as they share the journal. */
  private long liveBytes() {
    long bytes = 0;
    for (ShardId shard : services.copies().shards()) {
      Optional<ShardView> held = services.copies().find(shard).flatMap(ShardCopy::tryAcquire);
      if (held.isPresent()) {
        for (Part part : held.get().parts()) {
          bytes += part.slice().segment().vectorBytes();
        }
        held.get().release();
      }
    }
    return bytes;
  }
}
