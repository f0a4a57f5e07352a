package io.dunlin.persistence.snapshot;

import io.dunlin.index.file.AsideFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The snapshots of a node.
 *
 * <pre>
 * &lt;root&gt;/&lt;collection&gt;/&lt;name&gt;.snapshot             of a collection
 * &lt;root&gt;/&lt;collection&gt;/shards/&lt;n&gt;/&lt;name&gt;.snapshot  of one of its shards
 * &lt;root&gt;/&lt;name&gt;.snapshot                          of everything
 * ….snapshot.checksum                            the SHA-256 of the file beside it
 * ….tmp                                          being written, or a left-over of that
 * &lt;root&gt;/tmp/                                     what was uploaded or fetched, while it is read
 * </pre>
 *
 * Any thread may call.
 */
public final class SnapshotFolder {
  static final String ASIDE = "tmp";

  private static final String SUFFIX = ".snapshot";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path root;

  public SnapshotFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Removes what was being written when the node ended. To be called before all others. */
  public void clean() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> leftOver;
    try (Stream<Path> files = Files.walk(root)) {
      leftOver =
          files
              .filter(Files::isRegularFile)
              .filter(file ->
                  file.startsWith(root.resolve(ASIDE))
                      || (file.toString().endsWith(AsideFile.SUFFIX)
                          && !AsideFile.isInProgress(file)))
              .toList();
    }
    for (Path file : leftOver) {
      Files.deleteIfExists(file);
    }
  }

  /** Where what is fetched lies while it is read: a file of its own, which the caller removes. */
  public Path aside() throws IOException {
    return Files.createDirectories(root.resolve(ASIDE)).resolve(UUID.randomUUID() + SUFFIX);
  }

  /** A snapshot to be written and its name. */
  public record Draft(String name, SnapshotWriter writer) {}

  /**
   * Begins one. A name has only seconds: where one is taken it gets that of a later second. One
   * caller at a time: two may want the same name.
   *
   * @param peer the node's number
   */
  public synchronized Draft begin(SnapshotScope scope, long peer, Instant now) throws IOException {
    Path folder = Files.createDirectories(scope.folder(root));
    for (Instant time = now; ; time = time.plusSeconds(1)) {
      String name = scope.prefix(peer) + "-" + TIME.format(time) + SUFFIX;
      Path file = folder.resolve(name);
      // In this order: what has just ceased to be in progress is there.
      if (!AsideFile.isInProgress(aside(file)) && Files.notExists(file)) {
        return new Draft(name, SnapshotWriter.create(folder, name));
      }
    }
  }

  private static Path aside(Path file) {
    return file.resolveSibling(file.getFileName() + AsideFile.SUFFIX);
  }

  /** All of a scope, by name. */
  public List<SnapshotDescription> list(SnapshotScope scope) throws IOException {
    Path folder = scope.folder(root);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<SnapshotDescription> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted(Comparator.comparing(Path::getFileName)).toList()) {
        if (isSnapshot(file)) {
          describe(file).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /** One that has just been written; empty when it is gone meanwhile. */
  public static Optional<SnapshotDescription> describe(Path file) throws IOException {
    try {
      return Optional.of(
          new SnapshotDescription(
              file.getFileName().toString(),
              Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.SECONDS),
              Files.size(file),
              Checksums.readBeside(file)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /**
   * The file of that name, if it is there. Only the name of a file in the scope's folder is one.
   */
  public Optional<Path> find(SnapshotScope scope, String name) {
    Path folder = scope.folder(root);
    try {
      Path file = folder.resolve(name);
      return folder.equals(file.getParent())
              && name.equals(file.getFileName().toString())
              && isSnapshot(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (InvalidPathException nameOfNoFile) {
      return Optional.empty();
    }
  }

  private static boolean isSnapshot(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX) && Files.isRegularFile(file);
  }

  /** False when there is none of the name. */
  public boolean delete(SnapshotScope scope, String name) throws IOException {
    Optional<Path> file = find(scope, name);
    if (file.isEmpty()) {
      return false;
    }
    Files.deleteIfExists(file.get());
    Checksums.removeBeside(file.get());
    return true;
  }

  /**
   * The file that a path names, if it is in this folder, whatever links lead there; empty when it
   * is elsewhere or is no file.
   */
  public Optional<Path> within(Path path) {
    try {
      Path real = path.toRealPath();
      return real.startsWith(root.toRealPath()) && Files.isRegularFile(real)
          ? Optional.of(real)
          : Optional.empty();
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  /** Bytes that can still be written here. */
  public long free() throws IOException {
    return Files.getFileStore(Files.createDirectories(root)).getUsableSpace();
  }
}
