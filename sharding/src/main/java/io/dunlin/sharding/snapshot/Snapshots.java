package io.dunlin.sharding.snapshot;

import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.persistence.snapshot.SnapshotScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Snapshots that lie on this node, of collections wherever their shards are. Every stage fails with
 * a {@link io.dunlin.actors.failure.DunlinException}. An alias will do where a collection is named.
 */
public interface Snapshots {
  /** What becomes of copies that exist: they are made of the snapshot whatever this says. */
  enum Priority {
    NO_SYNC,
    SNAPSHOT,
    REPLICA
  }

  /**
   * What to recover from.
   *
   * @param location a URI: {@code file:} in the folder of snapshots, {@code http:}, {@code https:},
   *     or {@code s3://bucket/key}
   * @param checksum SHA-256 that the file is to have, in hexadecimal letters
   * @param apiKey sent to where the file is fetched from
   */
  record Recovery(
      String location, Priority priority, Optional<String> checksum, Optional<String> apiKey) {}

  /**
   * Makes one: all that was acknowledged before, and nothing that is sent after. Fails with
   * NotFound, with Unavailable while a shard does not answer, with InsufficientStorage.
   */
  CompletionStage<SnapshotDescription> create(SnapshotScope scope);

  /** By name. Fails with NotFound where there is no such collection or shard. */
  CompletionStage<List<SnapshotDescription>> list(SnapshotScope scope);

  /** Fails with NotFound. */
  CompletionStage<Boolean> delete(SnapshotScope scope, String name);

  /** Where a snapshot lies. Fails with NotFound. */
  CompletionStage<Path> find(SnapshotScope scope, String name);

  /**
   * Puts a snapshot in the place of a collection, which need not exist, or of a shard, which must.
   * Fails, with nothing changed, with BadRequest where the location cannot be used, with
   * ChecksumMismatch, or with WrongInput where the file is damaged or is a snapshot of something
   * else.
   */
  CompletionStage<Boolean> recover(SnapshotScope scope, Recovery recovery);

  /**
   * Where a file may be written that is to be recovered from. Fails with InsufficientStorage.
   *
   * @param bytes how large it will be, as far as is known
   */
  CompletionStage<Path> place(long bytes);

  /** Of a file that is uploaded to such a place. */
  long maxUploadBytes();

  /**
   * The same as {@link #recover} with a file that was written to such a place, and is removed then.
   */
  CompletionStage<Boolean> recoverPlaced(SnapshotScope scope, Path file, Optional<String> checksum);

  /** Removes what was written to a place and is of no use. */
  void discard(Path place);

  /**
   * Recovers what is in a file of this machine, wherever it lies: each collection that a full
   * snapshot has, and the aliases; or a collection under this name, if one is given. Those that
   * exist are left as they are.
   */
  CompletionStage<Boolean> restore(Path file, Optional<String> collection);
}
