package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which vectors a collection was made with and which came later: what its vectors' keys ({@link
 * VectorColumns}) follow from.
 *
 * @param changes how many vectors were made or dropped
 * @param made by which change, for those of the present vectors that came later
 * @param first shapes of those that the collection was made with, some of which may be gone; none
 *     before the first change
 */
public record VectorHistory(
    long changes, SortedMap<String, Long> made, SortedMap<String, VectorKind> first) {
  /** No vector was made or dropped. */
  public static final VectorHistory NONE =
      new VectorHistory(0, Collections.emptySortedMap(), Collections.emptySortedMap());

  /** By which change the vector was made. */
  public long madeBy(String vector) {
    return made.getOrDefault(vector, 0L);
  }

  /**
   * After a vector was made.
   *
   * @param before the collection's vectors until then
   */
  VectorHistory withMade(String vector, SortedMap<String, VectorKind> before) {
    SortedMap<String, Long> more = new TreeMap<>(made);
    more.put(vector, changes + 1);
    return next(more, before);
  }

  /** After a vector was dropped; {@code before} as above. */
  VectorHistory withDropped(String vector, SortedMap<String, VectorKind> before) {
    SortedMap<String, Long> fewer = new TreeMap<>(made);
    fewer.remove(vector);
    return next(fewer, before);
  }

  private VectorHistory next(SortedMap<String, Long> then, SortedMap<String, VectorKind> before) {
    SortedMap<String, VectorKind> shapes = new TreeMap<>(first);
    if (changes == 0) {
      before.forEach((name, kind) -> shapes.put(name, kind.shape()));
    }
    return new VectorHistory(
        changes + 1,
        Collections.unmodifiableSortedMap(then),
        Collections.unmodifiableSortedMap(shapes));
  }
}
