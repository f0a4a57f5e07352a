package io.dunlin.bench.peers;

import java.io.IOException;

/** A finished index, searched by one thread at a time. */
public interface AnnIndex extends AutoCloseable {
  /** What is measured, as it stands in the report. */
  String name();

  /**
   * Writes the numbers of the nearest rows, best first, into {@code rows}.
   *
   * @param breadth how many candidates the search keeps (ef), at least {@code rows.length}
   * @return how many were found
   */
  int search(float[] query, int breadth, int[] rows) throws IOException;

  /** Vectors and links: in memory where the index lives there, else its files. */
  long sizeBytes();

  @Override
  void close() throws IOException;
}
