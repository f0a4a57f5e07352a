package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.PointId;

/**
 * SipHash-2-4 of a few whole words of eight bytes, little-endian. The letters are those of Aumasson
 * and Bernstein, "SipHash: a fast short-input PRF" (INDOCRYPT 2012), section 2.
 */
final class SipHash {
  private static final int ROUNDS_PER_WORD = 2;
  private static final int LAST_ROUNDS = 4;

  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private SipHash(long k0, long k1) {
    v0 = k0 ^ 0x736F6D6570736575L;
    v1 = k1 ^ 0x646F72616E646F6DL;
    v2 = k0 ^ 0x6C7967656E657261L;
    v3 = k1 ^ 0x7465646279746573L;
  }

  /** Under the key of zeros, of a number's eight bytes or a UUID's sixteen as it is written. */
  static long of(PointId id) {
    return id.uuid()
        ? of(0, 0, Long.reverseBytes(id.high()), Long.reverseBytes(id.low()))
        : of(0, 0, id.low());
  }

  static long of(long k0, long k1, long... words) {
    SipHash hash = new SipHash(k0, k1);
    for (long word : words) {
      hash.add(word);
    }
    // What is left over of the bytes, here nothing, and their number.
    hash.add(((long) words.length * Long.BYTES) << 56);
    hash.v2 ^= 0xFF;
    hash.rounds(LAST_ROUNDS);
    return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3;
  }

  private void add(long word) {
    v3 ^= word;
    rounds(ROUNDS_PER_WORD);
    v0 ^= word;
  }

  private void rounds(int count) {
    for (int i = 0; i < count; i++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
