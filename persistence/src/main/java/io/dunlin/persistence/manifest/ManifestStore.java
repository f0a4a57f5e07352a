package io.dunlin.persistence.manifest;

import io.dunlin.index.file.AsideFile;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.crash.CrashPoint;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedFields;
import io.dunlin.persistence.segment.SegmentBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manifests and segment files of the shards below one folder: {@code <root>/<shard uuid>/}.
 *
 * <pre>
 * 0000000000000000042-0000000000000000057.manifest
 *                                        the manifest of position 42 and generation 57
 * 5f0c….seg                              a sealed segment, named by its content
 * 5f0c….9a31….fidx                       an index of its payloads, made from it
 * ….tmp                                  a file being written, or a left-over of one
 * ….damaged                              a file moved aside; stays until the shard is dropped
 * </pre>
 *
 * <p>Any thread may call; calls for the same shard are the shard's writer's and do not overlap. A
 * build that goes on meanwhile in the shard's folder is left alone.
 */
public final class ManifestStore {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestStore.class);
  private static final String DAMAGED_SUFFIX = ".damaged";

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

  /** A shard's file, if it is there. The folder is not made. */
  public Optional<Path> find(ShardId shard, String file) {
    Path path = root.resolve(shard.toString()).resolve(file);
    return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
  }

  /**
   * Makes the manifest durable: written aside, fsynced, renamed; then removes all but the newest of
   * the two newest positions.
   */
  public void write(Manifest manifest) throws IOException {
    Path directory = directory(manifest.shard());
    try (AsideFile file = draft(manifest)) {
      CrashPoint.MANIFEST_WRITTEN.reach();
      Path written = file.publish(ManifestName.of(manifest).toString());
      CrashPoint.MANIFEST_NAMED.reach();
      LOG.debug("{}: {} segments", written, manifest.segments().size());
    }
    List<String> retained =
        ManifestName.retained(
                newestFirst(directory).stream()
                    .flatMap(file -> ManifestName.parse(file.getFileName().toString()).stream()))
            .stream()
            .map(ManifestName::toString)
            .toList();
    for (Path file : newestFirst(directory)) {
      if (!retained.contains(file.getFileName().toString())) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The manifest's bytes in a file that is gone when it is closed, unless it is published. */
  AsideFile draft(Manifest manifest) throws IOException {
    AsideFile file =
        AsideFile.create(
            directory(manifest.shard()), ManifestName.of(manifest) + "." + UUID.randomUUID());
    try {
      file.write(ManifestFormat.encode(manifest));
      return file;
    } catch (IOException | RuntimeException failure) {
      file.close();
      throw failure;
    }
  }

  /** The readable manifests, newest first; a damaged one is moved aside, logged and left out. */
  public List<Manifest> load(ShardId shard) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (Path file : newestFirst(directory(shard))) {
      try {
        manifests.add(read(shard, file));
      } catch (CorruptFileException damage) {
        LOG.error("A damaged manifest is moved aside and not used: {}", damage.getMessage());
        quarantine(file);
      }
    }
    return manifests;
  }

  /** The file of a shard's newest manifest, if there is one, whatever is in it. */
  public Optional<Path> newest(ShardId shard) throws IOException {
    Path directory = root.resolve(shard.toString());
    return Files.isDirectory(directory)
        ? newestFirst(directory).stream().findFirst()
        : Optional.empty();
  }

  /**
   * Reads a manifest's file, wherever it is.
   *
   * @throws CorruptFileException when it is none, or one of another shard
   */
  public static Manifest read(ShardId shard, Path file) throws IOException {
    Manifest manifest = ManifestFormat.decode(Files.readAllBytes(file), file);
    if (!manifest.shard().equals(shard)) {
      throw new CorruptFileException(file, "manifest", "belongs to shard " + manifest.shard());
    }
    return manifest;
  }

  /** Moves a damaged file aside, so that it is never read again. */
  public void quarantine(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + DAMAGED_SUFFIX);
    Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    AsideFile.syncDirectory(file.resolveSibling(""));
  }

  /**
   * Deletes segment files that neither a retained manifest nor {@code alsoKeep} names, their
   * payload indexes, and left-overs of broken-off writes.
   */
  public void removeUnreferenced(ShardId shard, List<String> alsoKeep) throws IOException {
    Set<String> keep = new HashSet<>(alsoKeep);
    for (Manifest manifest : load(shard)) {
      keep.addAll(manifest.files());
    }
    for (Path file : list(directory(shard))) {
      String name = file.getFileName().toString();
      boolean unreferenced = segmentOf(name).filter(segment -> !keep.contains(segment)).isPresent();
      boolean brokenOff = name.endsWith(AsideFile.SUFFIX) && !AsideFile.isInProgress(file);
      if (unreferenced || brokenOff) {
        LOG.info("{} belongs to no manifest and is deleted", file);
        Files.deleteIfExists(file);
        CrashPoint.FILE_REMOVED.reach();
      }
    }
  }

  /** The segment's file that a file is, or belongs to. */
  private static Optional<String> segmentOf(String name) {
    if (name.endsWith(SealedFields.SUFFIX)) {
      return Optional.of(SealedFields.segmentOf(name));
    }
    return name.endsWith(SegmentBuilder.SUFFIX) ? Optional.of(name) : Optional.empty();
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
        .filter(file -> file.getFileName().toString().endsWith(ManifestName.SUFFIX))
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
