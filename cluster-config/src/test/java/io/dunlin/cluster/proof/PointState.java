package io.dunlin.cluster.proof;

import io.qdrant.client.grpc.Common.PointId;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;

/**
 * What a point holds: the version of its last upsert, which says what its vector is, and of the
 * payload change since, or {@link #NO_NOTE}. So a mixture of two writes is seen.
 */
record PointState(long version, long note) {
  static final long NO_NOTE = -1;
  static final int DIMENSION = 32;

  /** Marks the UUIDs of odd keys. */
  private static final long UUID_HIGH = 0xd001_4000_8000_0000L;

  static PointState upserted(long version) {
    return new PointState(version, NO_NOTE);
  }

  PointState noted(long newNote) {
    return new PointState(version, newNote);
  }

  /** Small integers: the same in JSON, protobuf and memory. */
  float[] vector(long key) {
    Random random = new Random(key * 1_000_003 + version);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = random.nextInt(-1_000, 1_000);
    }
    return vector;
  }

  boolean hasVector(long key, float[] found) {
    return Arrays.equals(vector(key), found);
  }

  /** Even keys are numbers, odd ones UUIDs. */
  static boolean isNumber(long key) {
    return key % 2 == 0;
  }

  static UUID uuid(long key) {
    return new UUID(UUID_HIGH, key);
  }

  static long key(PointId id) {
    return id.hasUuid() ? UUID.fromString(id.getUuid()).getLeastSignificantBits() : id.getNum();
  }
}
