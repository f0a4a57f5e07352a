package io.dunlin.actors.shard;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.manifest.Manifest;
import io.dunlin.persistence.manifest.ManifestName;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorKind;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SectionPlacement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a shard's log is replayed onto: the copy that still lives on this node, or else the
 * newest manifest, of this node's disk or the segment store (while that is away, of another node),
 * whose files are sound or to be had, or else nothing, and then the whole log is replayed. Waits
 * for the disk and the network.
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
      for (Map.Entry<ManifestName, Optional<Manifest>> candidate : candidates(shard).entrySet()) {
        try {
          Manifest manifest =
              candidate.getValue().isPresent()
                  ? candidate.getValue().get()
                  : services.segmentFiles().fetchManifest(shard, candidate.getKey());
          return open(manifest, config, placement, directory);
        } catch (IOException e) {
          log.warn(
              "Shard {}: manifest {} cannot be used, an older one or the log is used instead",
              shard,
              candidate.getKey(),
              e);
          services.metrics().segmentDamaged();
        }
      }
      return ShardCopy.empty(shard, first(config), services.kernels(), placement, directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, VectorKind> first(CollectionConfig config) {
    return config.firstColumns().kinds();
  }

  /** The newest first; those that are not on this disk are empty. */
  private NavigableMap<ManifestName, Optional<Manifest>> candidates(ShardId shard)
      throws IOException {
    NavigableMap<ManifestName, Optional<Manifest>> candidates =
        new TreeMap<>(Comparator.reverseOrder());
    Optional<List<ManifestName>> stored = services.segmentFiles().storedManifests(shard);
    if (stored.isPresent()) {
      stored.get().forEach(name -> candidates.put(name, Optional.empty()));
    } else {
      services.segmentFiles().bringManifestOfPeers(shard);
    }
    for (Manifest manifest : services.manifests().load(shard)) {
      candidates.put(ManifestName.of(manifest), Optional.of(manifest));
    }
    return candidates;
  }

  /** Fetches what is missing, and what turns out to be damaged, once. */
  private ShardCopy open(
      Manifest manifest, CollectionConfig config, SectionPlacement placement, Path directory)
      throws IOException {
    services.segmentFiles().require(manifest.shard(), manifest.files());
    List<String> replaced = new ArrayList<>();
    while (true) {
      try {
        ShardCopy copy =
            ShardCopy.open(manifest, first(config), services.kernels(), placement, directory);
        List<String> damaged = damaged(copy);
        damaged.forEach(_ -> services.metrics().segmentDamaged());
        damaged.removeAll(replaced);
        if (!replace(manifest.shard(), damaged)) {
          return copy;
        }
        replaced.addAll(damaged);
        copy.close();
      } catch (CorruptFileException e) {
        services.manifests().quarantine(e.path());
        String file = e.path().getFileName().toString();
        if (replaced.contains(file)) {
          throw e;
        }
        log.warn("Shard {}: {}; the file is fetched anew", manifest.shard(), e.getMessage());
        replaced.add(file);
        services.segmentFiles().replace(manifest.shard(), file);
        services.metrics().segmentDamaged();
      }
    }
  }

  /** The files of which a derived part, such as a graph, is damaged: they can be searched. */
  private static List<String> damaged(ShardCopy copy) {
    List<String> damaged = new ArrayList<>();
    ShardView view = copy.acquire();
    try {
      for (Part part : view.parts()) {
        if (part.slice().segment() instanceof SealedSegment sealed && !sealed.damaged().isEmpty()) {
          damaged.add(sealed.file().getFileName().toString());
        }
      }
    } finally {
      view.release();
    }
    return damaged;
  }

  /** Whether all could be fetched anew; else they are built anew, behind the searches. */
  private boolean replace(ShardId shard, List<String> files) {
    try {
      for (String file : files) {
        services.segmentFiles().replace(shard, file);
      }
      return !files.isEmpty();
    } catch (IOException e) {
      log.info("Shard {}: a damaged part is built anew: {}", shard, e.toString());
      return false;
    }
  }
}
