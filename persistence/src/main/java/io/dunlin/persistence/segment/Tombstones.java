package io.dunlin.persistence.segment;

/**
 * Which rows of a segment are dead. Immutable: a change copies only the chunks (64k rows) it
 * touches, so a view can keep the old one for nothing. STUB.
 */
public final class Tombstones {
  public static final Tombstones NONE = new Tombstones();

  public boolean isDead(int row) {
    return false;
  }

  /** Number of dead rows. */
  public int count() {
    return 0;
  }

  /**
   * With these rows dead too (those that are already may be named again). {@code rows[0..count)} in
   * any order.
   */
  public Tombstones with(int[] rows, int count) {
    return this;
  }

  /** The next dead row from {@code row} on, or -1. */
  public int nextDead(int row) {
    return -1;
  }

  /** A bit a row, little endian, trailing zero bytes left out. */
  public byte[] toBytes() {
    return new byte[0];
  }

  public static Tombstones fromBytes(byte[] bytes) {
    return NONE;
  }
}
