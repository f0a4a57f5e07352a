package io.dunlin.persistence.store;

import io.dunlin.persistence.model.ShardId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Files of shards, kept in a second place. Any thread of any node may call, also for the same file;
 * of several writers of one name the last one's file stays, whole.
 *
 * <p>A file's name has 1 to 200 printable ASCII characters, no slash or backslash, no dot at the
 * start and not the ending {@code .tmp}; another name is an {@link IllegalArgumentException}.
 *
 * <p>Every call may fail with
 *
 * <ul>
 *   <li>{@link StoreUnavailableException}: call again later;
 *   <li>{@link StoreRefusedException}: somebody must change settings or rights first;
 *   <li>{@link java.io.InterruptedIOException} or {@link
 *       java.nio.channels.ClosedByInterruptException}: the thread was interrupted;
 *   <li>another {@link IOException}: the node's own disk.
 * </ul>
 */
public interface SegmentStore extends AutoCloseable {
  /**
   * Stores a file of this machine under a name. Where a file of that name, length and content is
   * recorded already, nothing is done and its age stays; one of another content is replaced in one
   * step. Bytes that were damaged in the store are not looked at: {@link #verify} finds them, and
   * {@link #delete} makes room for a sound copy.
   */
  void put(ShardId shard, String name, Path file) throws IOException;

  /** Stores a file under the name that it has. */
  default void put(ShardId shard, Path file) throws IOException {
    put(shard, file.getFileName().toString(), file);
  }

  /**
   * Fetches a file into a folder of this machine: written aside, checked, fsynced and renamed. A
   * file of that name is replaced. That the content is a segment or a manifest is not looked at.
   *
   * @param as the name that it gets in the folder
   * @return the file's path
   * @throws java.nio.file.NoSuchFileException when the store has no such file
   * @throws io.dunlin.index.file.CorruptFileException when the bytes are not those that were
   *     stored; nothing is left in the folder, and the damaged file stays in the store
   */
  Path get(ShardId shard, String name, Path directory, String as) throws IOException;

  /** Fetches a file that keeps its name. */
  default Path get(ShardId shard, String name, Path directory) throws IOException {
    return get(shard, name, directory, name);
  }

  /**
   * Reads a stored file again and checks it, as {@link #get} does, and keeps nothing.
   *
   * @throws java.nio.file.NoSuchFileException when the store has no such file
   * @throws io.dunlin.index.file.CorruptFileException when the bytes are not those that were stored
   */
  void verify(ShardId shard, String name) throws IOException;

  /** A shard's whole files in the order of their names; none for a shard that is not known. */
  List<StoredFile> list(ShardId shard) throws IOException;

  /** The shards of which something is kept, in no order. */
  List<ShardId> shards() throws IOException;

  /** Deletes a file; one that is not there counts as deleted. */
  void delete(ShardId shard, String name) throws IOException;

  /** Deletes all of a shard, finished or not; only when nobody stores for it any more. */
  void drop(ShardId shard) throws IOException;

  /**
   * Removes what uploads left behind that were begun before {@code before} and broke off with their
   * process. The time must be so long ago that no upload can still be going on.
   *
   * @return how many were removed
   */
  int removeUnfinished(ShardId shard, Instant before) throws IOException;

  @Override
  void close();
}
