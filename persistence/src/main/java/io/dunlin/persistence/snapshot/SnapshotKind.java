package io.dunlin.persistence.snapshot;

import java.util.Arrays;
import java.util.Optional;

/** What a snapshot is of. */
public enum SnapshotKind {
  COLLECTION(1),
  /** One shard of a collection. */
  SHARD(2),
  /** All collections and aliases. */
  FULL(3);

  /** Stands in files. */
  private final int code;

  SnapshotKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static Optional<SnapshotKind> of(int code) {
    return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
  }
}
