package io.dunlin.persistence.store;

import io.dunlin.persistence.model.ShardId;
import java.nio.file.Path;

/** Where files lie in a bucket: {@code <prefix>/<shard uuid>/<file>}. */
record S3Place(String bucket, String prefix) {
  String root() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  String folder(ShardId shard) {
    return root() + shard + "/";
  }

  String key(ShardId shard, String name) {
    return folder(shard) + StoredNames.checked(name);
  }

  /** An object's name for people, in errors. */
  Path path(String key) {
    return Path.of(bucket, key);
  }
}
