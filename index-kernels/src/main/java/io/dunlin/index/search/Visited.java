package io.dunlin.index.search;

import java.util.Arrays;

/**
 * The rows that a search has met. One byte a row holds the number of the search that met it last,
 * so starting a search costs nothing but every 255th time, when the bytes are cleared.
 */
public final class Visited {
  private static final int LAST_GENERATION = 255;

  private byte[] stamps = new byte[0];
  private int generation;

  Visited() {}

  /** Forgets all; afterwards rows below {@code rows} may be added. */
  public void reset(int rows) {
    if (rows > stamps.length) {
      stamps = new byte[rows];
      generation = 0;
    } else if (generation == LAST_GENERATION) {
      Arrays.fill(stamps, (byte) 0);
      generation = 0;
    }
    generation++;
  }

  /** For each row the number of the search that met it last. */
  public byte[] stamps() {
    return stamps;
  }

  /** The number of this search, 1..255. */
  public int generation() {
    return generation;
  }

  /** Adds the row; true if it was not there. */
  public boolean add(int row) {
    byte stamp = (byte) generation;
    if (stamps[row] == stamp) {
      return false;
    }
    stamps[row] = stamp;
    return true;
  }
}
