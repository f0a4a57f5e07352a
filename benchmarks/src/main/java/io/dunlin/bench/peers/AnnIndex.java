package io.dunlin.bench.peers;

import java.io.IOException;
import java.util.List;

/** A finished index, searched by any number of threads, each with its own {@link Searcher}. */
public interface AnnIndex extends AutoCloseable {
  /** What is measured, as it stands in the report. */
  String name();

  /** All that it was built and is searched with, for whoever wants to build the same. */
  String configuration();

  /** What is to be tried for {@code k} results, given the breadths of walks in a graph. */
  default List<Effort> efforts(int k, List<Integer> breadths) {
    return breadths.stream().map(Effort::of).toList();
  }

  /** For one thread; lives as long as the index. */
  Searcher newSearcher();

  MemoryUse memory();

  @Override
  void close() throws IOException;
}
