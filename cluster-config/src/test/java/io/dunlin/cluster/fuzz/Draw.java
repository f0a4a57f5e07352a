package io.dunlin.cluster.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** What a seed decides. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    this.random = new SplittableRandom(seed);
  }

  <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From 0 on; large ones are rarer, by orders of magnitude. */
  int size(int bound) {
    return (int) Math.pow(bound, random.nextDouble()) - 1;
  }

  boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  long bits() {
    return random.nextLong();
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A piece cut off, changed, doubled or put in, as on a bad wire. */
  byte[] damaged(byte[] bytes) {
    int at = below(bytes.length + 1);
    byte[] piece =
        of(
            List.of(
                new byte[0],
                new byte[] {(byte) 0xC3, 0x28},
                new byte[] {(byte) 0xFF},
                new byte[] {0},
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                bytes(1 + below(8))));
    int rest =
        switch (below(3)) {
          case 0 -> bytes.length; // the end is lost
          case 1 -> Math.min(bytes.length, at + below(4)); // written over
          default -> Math.max(0, at - below(4)); // put in, perhaps with a few bytes twice
        };
    byte[] damaged = new byte[at + piece.length + bytes.length - rest];
    System.arraycopy(bytes, 0, damaged, 0, at);
    System.arraycopy(piece, 0, damaged, at, piece.length);
    System.arraycopy(bytes, rest, damaged, at + piece.length, bytes.length - rest);
    return damaged;
  }
}
