package io.dunlin.persistence.manifest;

import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Manifests and segment files of the shards below one folder: {@code <root>/<shard uuid>/}. STUB.
 */
public final class ManifestStore {
  public ManifestStore(Path root) {}

  /** The folder that holds a shard's files, made where it is missing. */
  public Path directory(ShardId shard) throws IOException {
    throw new IOException("STUB");
  }

  /**
   * Makes the manifest durable: written aside, fsynced, renamed; then removes all but the newest
   * two.
   */
  public void write(Manifest manifest) throws IOException {}

  /** The readable manifests, newest first; a damaged one is moved aside, logged and left out. */
  public List<Manifest> load(ShardId shard) throws IOException {
    return List.of();
  }

  /** Moves a damaged segment file aside, so that it is never read again. */
  public void quarantine(Path file) throws IOException {}

  /**
   * Deletes segment files that neither a retained manifest nor {@code alsoKeep} names, and
   * left-overs of broken-off writes.
   */
  public void removeUnreferenced(ShardId shard, List<String> alsoKeep) throws IOException {}

  /** Removes all of a dropped shard. */
  public void drop(ShardId shard) throws IOException {}
}
