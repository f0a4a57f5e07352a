package io.dunlin.persistence.store;

import io.dunlin.index.file.AsideFile;
import io.dunlin.persistence.model.ShardId;
import java.util.Optional;

/** Which names stand for files and shards; in a folder or bucket there may be others. */
final class StoredNames {
  /** Leaves room for a unique ending within the 255 bytes that file systems allow. */
  private static final int MAX_LENGTH = 200;

  private StoredNames() {}

  static boolean isFile(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.charAt(0) != '.'
        && !name.endsWith(AsideFile.SUFFIX)
        && name.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '/' && c != '\\');
  }

  /** The name itself, when it may be a file's. */
  static String checked(String name) {
    if (!isFile(name)) {
      throw new IllegalArgumentException("'" + name + "' cannot be the name of a stored file");
    }
    return name;
  }

  static Optional<ShardId> shard(String name) {
    try {
      ShardId shard = ShardId.parse(name);
      // UUIDs are also read from forms that nobody writes.
      return shard.toString().equals(name) ? Optional.of(shard) : Optional.empty();
    } catch (IllegalArgumentException noUuid) {
      return Optional.empty();
    }
  }
}
