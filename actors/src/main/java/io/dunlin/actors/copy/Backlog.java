package io.dunlin.actors.copy;

/** Frozen rows that wait to be sealed, and the bytes of their vectors. */
public record Backlog(long rows, long bytes) {
  static final Backlog NONE = new Backlog(0, 0);
}
