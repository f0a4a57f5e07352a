package io.dunlin.actors.shard;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SectionPlacement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a shard's log is replayed onto: the copy that still lives on this node, or else the
 * newest manifest whose files are sound, or else nothing, and then the whole log is replayed. Waits
 * for the disk.
 */
public final class ShardOpener {
  private static final Logger log = LoggerFactory.getLogger(ShardOpener.class);

  private final ShardServices services;

  public ShardOpener(ShardServices services) {
    this.services = services;
  }

  public ShardCopy open(ShardId shard, CollectionInfo collection) {
    Optional<ShardCopy> live = services.copies().find(shard);
    if (live.isPresent()) {
      return live.get();
    }
    CollectionConfig config = collection.config();
    SectionPlacement placement = SectionPlacement.of(config, services.pinned());
    try {
      Path directory = services.manifests().directory(shard);
      for (Manifest manifest : services.manifests().load(shard)) {
        try {
          ShardCopy copy =
              ShardCopy.open(manifest, config.vectors(), services.kernels(), placement, directory);
          countDamage(copy);
          return copy;
        } catch (CorruptFileException e) {
          log.warn(
              "Shard {}: {}; an older manifest or the log is used instead", shard, e.getMessage());
          services.metrics().segmentDamaged();
          services.manifests().quarantine(e.path());
        } catch (IOException e) {
          log.warn(
              "Shard {}: manifest {} cannot be used: {}", shard, manifest.position(), e.toString());
          services.metrics().segmentDamaged();
        }
      }
      return ShardCopy.empty(shard, config.vectors(), services.kernels(), placement, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void countDamage(ShardCopy copy) {
    ShardView view = copy.acquire();
    try {
      for (Part part : view.parts()) {
        if (part.slice().segment() instanceof SealedSegment sealed && !sealed.damaged().isEmpty()) {
          services.metrics().segmentDamaged();
        }
      }
    } finally {
      view.release();
    }
  }
}
