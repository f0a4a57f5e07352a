package io.dunlin.bench.peers;

import java.io.IOException;

/** What one thread searches an index with. */
@FunctionalInterface
public interface Searcher {
  /**
   * Writes the numbers of the nearest rows, best first, into {@code rows}.
   *
   * @return how many were found
   */
  int search(float[] query, Effort effort, int[] rows) throws IOException;
}
