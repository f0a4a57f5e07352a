package io.dunlin.persistence.snapshot;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** What a snapshot is of, by the names that users have for it. */
public sealed interface SnapshotScope {
  /**
   * @param collection not an alias
   */
  record OfCollection(String collection) implements SnapshotScope {}

  /**
   * @param shard its number
   */
  record OfShard(String collection, int shard) implements SnapshotScope {}

  /** All collections. */
  record Full() implements SnapshotScope {}

  /**
   * Of the bytes of a name. A file system takes 255, and a file's name has besides the shard, the
   * node, the time and what it ends in.
   */
  int LONGEST = 170;

  /** The folder below {@code root} where those of this scope lie. */
  default Path folder(Path root) {
    return switch (this) {
      case OfCollection(String name) -> root.resolve(safe(name));
      case OfShard(String name, int shard) ->
          root.resolve(safe(name)).resolve("shards").resolve(Integer.toString(shard));
      case Full() -> root;
    };
  }

  /** What the names of those of this scope begin with. */
  default String prefix(long peer) {
    return switch (this) {
      case OfCollection(String name) -> safe(name) + "-" + peer;
      case OfShard(String name, int shard) -> safe(name) + "-shard-" + shard + "-" + peer;
      case Full() -> "full-snapshot";
    };
  }

  /**
   * The name as a file may have it: as it is, but for those that a folder has a meaning for already
   * or that are too long, of which only the hash is left.
   */
  private static String safe(String name) {
    boolean taken =
        name.startsWith(".") || name.startsWith("%") || name.equals(SnapshotFolder.ASIDE);
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return taken || bytes.length > LONGEST
        ? "%" + HexFormat.of().formatHex(Checksums.sha256().digest(bytes), 0, 16)
        : name;
  }
}
