package io.dunlin.persistence.store;

import io.dunlin.index.file.AsideFile;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A segment store in a folder that all nodes see: a network file system, or one machine's disk for
 * a cluster on it.
 *
 * <pre>
 * root/&lt;shard uuid&gt;/&lt;file&gt;              the content and its fingerprint: LocalStoredFile
 * root/&lt;shard uuid&gt;/&lt;file&gt;.&lt;uuid&gt;.tmp   being written, or left behind by a broken-off put
 * </pre>
 *
 * <p>The folder itself is never made: where a network file system is not mounted, making it would
 * put the files onto the node's own disk, unseen by the others. Until it is there every call fails
 * with {@link StoreUnavailableException}. How long a call hangs when the file system does is up to
 * how it is mounted.
 */
public final class LocalSegmentStore implements SegmentStore {
  private final Path root;
  private final TokenBucket uploads;
  private final TokenBucket downloads;

  public LocalSegmentStore(Path root, TransferRates rates) {
    this.root = root;
    this.uploads = rates.uploadBucket();
    this.downloads = rates.downloadBucket();
  }

  @Override
  public void put(ShardId shard, String name, Path file) throws IOException {
    StoredNames.checked(name);
    Path folder = folder(shard);
    if (isStored(folder.resolve(name), file)) {
      return;
    }
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ);
        // A name of its own: nodes may put the same file at the same time.
        AsideFile aside =
            inStore(() -> {
              make(folder);
              return AsideFile.create(folder, aside(name));
            })) {
      Fingerprinter fingerprinter = new Fingerprinter();
      ByteBuffer chunk = ByteBuffer.allocate(Fingerprinter.CHUNK);
      while (source.read(chunk.clear()) >= 0) {
        uploads.take(chunk.flip().remaining());
        fingerprinter.update(chunk);
        write(aside, chunk);
      }
      write(aside, LocalStoredFile.trailer(fingerprinter.finish()));
      inStore(() -> aside.publish(name));
    }
  }

  @Override
  public Path get(ShardId shard, String name, Path directory, String as) throws IOException {
    StoredNames.checked(name);
    try (AsideFile aside = AsideFile.create(directory, aside(as))) {
      read(shard, name, aside::write);
      return aside.publish(as);
    }
  }

  @Override
  public void verify(ShardId shard, String name) throws IOException {
    StoredNames.checked(name);
    read(shard, name, ByteSink.NOWHERE);
  }

  @Override
  public List<StoredFile> list(ShardId shard) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Path file : entries(folder(shard))) {
      String name = file.getFileName().toString();
      if (StoredNames.isFile(name)) {
        attributes(file)
            .ifPresent(found ->
                files.add(
                    new StoredFile(
                        name,
                        Math.max(0, found.size() - LocalStoredFile.TRAILER_BYTES),
                        found.lastModifiedTime().toInstant())));
      }
    }
    files.sort(Comparator.comparing(StoredFile::name));
    return files;
  }

  @Override
  public List<ShardId> shards() throws IOException {
    return entries(root).stream()
        .flatMap(folder -> StoredNames.shard(folder.getFileName().toString()).stream())
        .toList();
  }

  @Override
  public void delete(ShardId shard, String name) throws IOException {
    Path folder = folder(shard);
    Path file = folder.resolve(StoredNames.checked(name));
    inStore(() -> {
      if (Files.deleteIfExists(file)) {
        AsideFile.syncDirectory(folder);
      } else if (!Files.isDirectory(root)) {
        throw new NoSuchFileException(root.toString());
      }
      return file;
    });
  }

  @Override
  public void drop(ShardId shard) throws IOException {
    Path folder = folder(shard);
    for (Path file : entries(folder)) {
      inStore(() -> Files.deleteIfExists(file));
    }
    inStore(() -> {
      if (Files.deleteIfExists(folder)) {
        AsideFile.syncDirectory(root);
      }
      return folder;
    });
  }

  @Override
  public int removeUnfinished(ShardId shard, Instant before) throws IOException {
    int removed = 0;
    for (Path file : entries(folder(shard))) {
      boolean aside = file.getFileName().toString().endsWith(AsideFile.SUFFIX);
      boolean old =
          attributes(file)
              .filter(f -> f.lastModifiedTime().toInstant().isBefore(before))
              .isPresent();
      if (aside && old && inStore(() -> Files.deleteIfExists(file))) {
        removed++;
      }
    }
    return removed;
  }

  /** Holds nothing open. */
  @Override
  public void close() {}

  private boolean isStored(Path stored, Path file) throws IOException {
    Fingerprint recorded;
    try (LocalStoredFile there = inStore(() -> LocalStoredFile.open(stored))) {
      recorded = there.fingerprint();
    } catch (NoSuchFileException | CorruptFileException absentOrBroken) {
      return false;
    }
    return recorded.length() == Files.size(file) && recorded.equals(Fingerprinter.of(file));
  }

  private void read(ShardId shard, String name, ByteSink sink) throws IOException {
    Path stored = folder(shard).resolve(name);
    try (LocalStoredFile source = inStore(() -> LocalStoredFile.open(stored))) {
      Fingerprinter fingerprinter = new Fingerprinter();
      ByteBuffer chunk = ByteBuffer.allocate(Fingerprinter.CHUNK);
      while (next(source, chunk)) {
        downloads.take(chunk.remaining());
        fingerprinter.update(chunk);
        sink.accept(chunk);
      }
      source.fingerprint().requireSame(fingerprinter.finish(), stored);
    }
  }

  private boolean next(LocalStoredFile source, ByteBuffer chunk) throws IOException {
    return inStore(() -> {
      source.read(chunk);
      return chunk.hasRemaining();
    });
  }

  private void write(AsideFile aside, ByteBuffer bytes) throws IOException {
    inStore(() -> {
      aside.write(bytes);
      return bytes;
    });
  }

  private void make(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      // Not the folders above it: see the class.
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException anotherWriter) {
        return;
      }
      AsideFile.syncDirectory(root);
    }
  }

  private List<Path> entries(Path folder) throws IOException {
    try {
      return inStore(() -> {
        try (Stream<Path> entries = Files.list(folder)) {
          return entries.toList();
        }
      });
    } catch (NoSuchFileException nothingOfTheShard) {
      return List.of();
    }
  }

  /** Empty for what was deleted meanwhile. */
  private Optional<BasicFileAttributes> attributes(Path file) throws IOException {
    try {
      return Optional.of(inStore(() -> Files.readAttributes(file, BasicFileAttributes.class)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  private Path folder(ShardId shard) {
    return root.resolve(shard.toString());
  }

  private static String aside(String name) {
    return name + "." + UUID.randomUUID();
  }

  private interface StoreAction<T> {
    T run() throws IOException;
  }

  /** Runs what touches the store's folder, so that its failures are told from the node's own. */
  private <T> T inStore(StoreAction<T> action) throws IOException {
    try {
      return action.run();
    } catch (CorruptFileException | ClosedByInterruptException | InterruptedIOException failure) {
      throw failure;
    } catch (NoSuchFileException missing) {
      if (Files.isDirectory(root)) {
        throw missing;
      }
      throw new StoreUnavailableException(
          root + " is not there: a network file system is not mounted, or it was never made",
          missing);
    } catch (AccessDeniedException | ReadOnlyFileSystemException refusal) {
      throw new StoreRefusedException(
          refusal.getMessage() + " may not be used", "no permission", refusal);
    } catch (IOException failure) {
      throw new StoreUnavailableException(root + " failed: " + failure.getMessage(), failure);
    }
  }
}
