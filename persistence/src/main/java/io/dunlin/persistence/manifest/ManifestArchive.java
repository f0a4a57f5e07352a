package io.dunlin.persistence.manifest;

import io.dunlin.index.file.AsideFile;
import io.dunlin.index.file.CorruptFileException;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.store.SegmentStore;
import io.dunlin.persistence.store.StoreCleaner;
import io.dunlin.persistence.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Manifests and segment files in the segment store. Calls wait for store and disk; any thread may
 * call.
 *
 * <pre>
 * 0000000000000000042-0000000000000000057.manifest   as on disk
 * 0000000000000000057-5f0c….seg                      a segment: the event that made it, its file
 * </pre>
 *
 * <p>What a writer does that was paused, and does not know that another goes on, is harmless,
 * because names say which event of the log something comes from. Nothing is ever stored under a
 * name with another content. A late manifest is an older one, and whatever is opened is the newest
 * that is whole. And what {@link #clean} finds superfluous stays so: a segment that was merged into
 * another is never in a manifest again, not even when the same bytes are built once more, as they
 * then come from another event.
 */
public final class ManifestArchive {
  private final SegmentStore store;
  private final StoreCleaner cleaner;
  private final ManifestStore local;

  /**
   * @param local where fetched files go
   */
  public ManifestArchive(SegmentStore store, StoreCleaner cleaner, ManifestStore local) {
    this.store = store;
    this.cleaner = cleaner;
    this.local = local;
  }

  /** A shard's manifests, newest first. */
  public List<ManifestName> manifests(ShardId shard) throws IOException {
    return store.list(shard).stream()
        .flatMap(file -> ManifestName.parse(file.name()).stream())
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  /**
   * Fetches a manifest into the shard's folder.
   *
   * @throws NoSuchFileException when the store has no such manifest
   * @throws CorruptFileException when it cannot be used; it is not left in the folder
   */
  public Manifest fetch(ShardId shard, ManifestName name) throws IOException {
    Path file = store.get(shard, name.toString(), local.directory(shard));
    try {
      return ManifestStore.read(shard, file);
    } catch (CorruptFileException damage) {
      local.quarantine(file);
      throw damage;
    }
  }

  /**
   * Fetches a segment file into the shard's folder; what is there under its name is replaced.
   *
   * @throws NoSuchFileException when the store has no such file
   */
  public Path fetch(ShardId shard, String file) throws IOException {
    for (StoredFile stored : store.list(shard)) {
      if (stored.name().endsWith("-" + file)) {
        return store.get(shard, stored.name(), local.directory(shard), file);
      }
    }
    throw new NoSuchFileException(file);
  }

  /** What a segment's file is called in the store. */
  public static String nameOf(Manifest.Entry segment) {
    return String.format(Locale.ROOT, "%019d-%s", segment.name(), segment.file());
  }

  /**
   * Stores a segment's file, if it is not there, and reads it back.
   *
   * @return its bytes
   * @throws CorruptFileException when the file on disk is damaged, or does not come back as it was
   */
  public long store(ShardId shard, Manifest.Entry segment) throws IOException {
    Path file =
        local
            .find(shard, segment.file())
            .orElseThrow(() -> new NoSuchFileException(segment.file()));
    SealedSegment.verify(file);
    putVerified(shard, nameOf(segment), file);
    return Files.size(file);
  }

  /**
   * Stores a manifest, whose segments are stored, and reads it back.
   *
   * @throws IOException also when a segment is not there after all
   */
  public void store(Manifest manifest) throws IOException {
    try (AsideFile draft = local.draft(manifest)) {
      putVerified(manifest.shard(), ManifestName.of(manifest).toString(), draft.path());
    }
    Set<String> missing = new HashSet<>();
    manifest.segments().forEach(segment -> missing.add(nameOf(segment)));
    store.list(manifest.shard()).forEach(file -> missing.remove(file.name()));
    if (!missing.isEmpty()) {
      throw new IOException("the store has lost " + missing);
    }
  }

  private void putVerified(ShardId shard, String name, Path file) throws IOException {
    store.put(shard, name, file);
    try {
      store.verify(shard, name);
    } catch (CorruptFileException damagedThere) {
      store.delete(shard, name);
      store.put(shard, name, file);
      store.verify(shard, name);
    }
  }

  /**
   * Deletes what the two manifests that are kept do not name, once it is old enough.
   *
   * @return the deleted files
   */
  public List<StoredFile> clean(ShardId shard) throws IOException {
    Set<String> inUse = new HashSet<>();
    for (ManifestName name : ManifestName.retained(manifests(shard).stream())) {
      inUse.add(name.toString());
      read(shard, name).segments().forEach(segment -> inUse.add(nameOf(segment)));
    }
    return inUse.isEmpty() ? List.of() : cleaner.clean(shard, inUse);
  }

  /** The disk's copy, or else the store's. */
  private Manifest read(ShardId shard, ManifestName name) throws IOException {
    Path file = local.find(shard, name.toString()).orElse(null);
    return file == null ? fetch(shard, name) : ManifestStore.read(shard, file);
  }

  /** Deletes all of a dropped shard. */
  public void drop(ShardId shard) throws IOException {
    store.drop(shard);
  }
}
