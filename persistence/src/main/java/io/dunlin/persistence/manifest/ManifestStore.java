package io.dunlin.persistence.manifest;

import io.dunlin.index.file.AsideFile;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SegmentBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests and segment files of the shards below one folder: {@code <root>/<shard uuid>/}.
 *
 * <pre>
 * 00000000000000000042.manifest          the manifest of position 42
 * 5f0c….seg                              a sealed segment, named by its content
 * ….tmp                                  a file being written, or a left-over of one
 * ….damaged                              a file moved aside; stays until the shard is dropped
 * </pre>
 *
 * <p>Any thread may call; calls for the same shard are the shard's writer's and do not overlap. A
 * build that goes on meanwhile in the shard's folder is left alone.
 */
public final class ManifestStore {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestStore.class);
  private static final String MANIFEST_SUFFIX = ".manifest";
  private static final String DAMAGED_SUFFIX = ".damaged";
  private static final int RETAINED = 2;

  private final Path root;

  public ManifestStore(Path root) {
    this.root = root;
  }

  /** The folder that holds a shard's files, made where it is missing. */
  public Path directory(ShardId shard) throws IOException {
    Path directory = root.resolve(shard.toString());
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      AsideFile.syncDirectory(root);
    }
    return directory;
  }

  /**
   * Makes the manifest durable: written aside, fsynced, renamed; then removes all but the newest
   * two. A manifest of the same position is replaced.
   */
  public void write(Manifest manifest) throws IOException {
    Path directory = directory(manifest.shard());
    // Positions are padded so that the order of names is that of positions.
    String name = String.format(Locale.ROOT, "%020d", manifest.position()) + MANIFEST_SUFFIX;
    try (AsideFile file = AsideFile.create(directory, name)) {
      file.write(ManifestFormat.encode(manifest));
      Path written = file.publish(name);
      LOG.debug("{}: {} segments", written, manifest.segments().size());
    }
    List<Path> manifests = newestFirst(directory);
    for (Path old : manifests.subList(Math.min(RETAINED, manifests.size()), manifests.size())) {
      Files.deleteIfExists(old);
    }
  }

  /** The readable manifests, newest first; a damaged one is moved aside, logged and left out. */
  public List<Manifest> load(ShardId shard) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (Path file : newestFirst(directory(shard))) {
      try {
        Manifest manifest = ManifestFormat.decode(Files.readAllBytes(file), file);
        if (!manifest.shard().equals(shard)) {
          throw new CorruptFileException(file, "manifest", "belongs to shard " + manifest.shard());
        }
        manifests.add(manifest);
      } catch (CorruptFileException damage) {
        LOG.error("A damaged manifest is moved aside and not used: {}", damage.getMessage());
        quarantine(file);
      }
    }
    return manifests;
  }

  /** Moves a damaged file aside, so that it is never read again. */
  public void quarantine(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + DAMAGED_SUFFIX);
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    AsideFile.syncDirectory(file.resolveSibling(""));
  }

  /**
   * Deletes segment files that neither a retained manifest nor {@code alsoKeep} names, and
   * left-overs of broken-off writes.
   */
  public void removeUnreferenced(ShardId shard, List<String> alsoKeep) throws IOException {
    Set<String> keep = new HashSet<>(alsoKeep);
    for (Manifest manifest : load(shard)) {
      for (Manifest.Entry segment : manifest.segments()) {
        keep.add(segment.file());
      }
    }
    for (Path file : list(directory(shard))) {
      String name = file.getFileName().toString();
      boolean unreferenced = name.endsWith(SegmentBuilder.SUFFIX) && !keep.contains(name);
      boolean brokenOff = name.endsWith(AsideFile.SUFFIX) && !AsideFile.isInProgress(file);
      if (unreferenced || brokenOff) {
        LOG.info("{} belongs to no manifest and is deleted", file);
        Files.deleteIfExists(file);
      }
    }
  }

  /** Removes all of a dropped shard. */
  public void drop(ShardId shard) throws IOException {
    Path directory = root.resolve(shard.toString());
    if (!Files.isDirectory(directory)) {
      return;
    }
    for (Path file : list(directory)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(directory);
    AsideFile.syncDirectory(root);
  }

  private static List<Path> newestFirst(Path directory) throws IOException {
    return list(directory).stream()
        .filter(file -> file.getFileName().toString().endsWith(MANIFEST_SUFFIX))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
