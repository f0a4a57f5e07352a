package io.dunlin.bench.peers;

/**
 * How each peer's graph is built.
 *
 * @param m links per node above the ground layer; the ground layer has twice as many
 * @param efConstruction breadth of the search for neighbours
 * @param threads that build
 */
public record GraphParams(int m, int efConstruction, int threads) {
  @Override
  public String toString() {
    return "M=%d (%d links on the ground layer), efConstruction=%d, built by %d threads"
        .formatted(m, 2 * m, efConstruction, threads);
  }
}
