package io.dunlin.actors.shard;

import io.dunlin.actors.copy.Standing;

/**
 * Of the copy of a writer that has let its log go: the next one is expected, and nothing is heard
 * of it here.
 *
 * @param since by {@link System#nanoTime}
 */
record Left(long since) implements Standing {
  @Override
  public long staleNanos() {
    return Math.max(1, System.nanoTime() - since);
  }

  @Override
  public long silentNanos() {
    return System.nanoTime() - since;
  }
}
