package io.dunlin.actors.query;

import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.persistence.model.Filter;
import java.util.Optional;

/**
 * How a user weighs a search's time against what it finds.
 *
 * @param ef breadth of a graph search; absent: the collection's ef_construct
 * @param exact compare with every point
 * @param indexedOnly leave out what has no index yet
 * @param nprobe lists of an inverted file that are read; absent: what its settings say
 * @param codes how codes are used, where there are some
 * @param explain whether the answer is to say how it came about
 * @param corpus the points among which the terms of a sparse query are counted to weigh them, where
 *     the vector's modifier says that they are weighed; absent: all, and nothing is said of it
 */
public record SearchTuning(
    Optional<Integer> ef,
    boolean exact,
    boolean indexedOnly,
    Optional<Integer> nprobe,
    CodeUse codes,
    boolean explain,
    Optional<Filter> corpus) {
  /** Without an explanation, and with the weights that the vector has. */
  public SearchTuning(
      Optional<Integer> ef,
      boolean exact,
      boolean indexedOnly,
      Optional<Integer> nprobe,
      CodeUse codes) {
    this(ef, exact, indexedOnly, nprobe, codes, false, Optional.empty());
  }

  /** All left to the collection. */
  public static final SearchTuning DEFAULT =
      new SearchTuning(Optional.empty(), false, false, Optional.empty(), CodeUse.DEFAULT);

  /** The same, comparing with every point. */
  SearchTuning exactly() {
    return new SearchTuning(ef, true, indexedOnly, nprobe, codes, explain, corpus);
  }

  /** The same, terms counted among other points. */
  public SearchTuning among(Optional<Filter> other) {
    return new SearchTuning(ef, exact, indexedOnly, nprobe, codes, explain, other);
  }
}
