package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The vectors that a shard's points may have, and what each is stored as. A vector that is dropped
 * and made again has the name of the one before and is another vector: logs and segments know each
 * by a key, which never comes back. So nothing that was stored of the first is ever taken for the
 * second, in whatever order a segment, a replay and a write meet.
 *
 * @param changes how many vectors were made or dropped since the collection was made: of two of one
 *     collection the one with more is the newer
 * @param columns by name; "" is the unnamed vector
 */
public record VectorColumns(long changes, SortedMap<String, Column> columns) {
  /** Stands in no vector's name, so that no key is another vector's name. */
  private static final char MARK = '\u001f';

  /**
   * One vector.
   *
   * @param made by which change; 0 for one that the collection was made with
   * @param kind its shape; how it is indexed is the collection's to say
   */
  public record Column(long made, VectorKind kind) {}

  /** Those that a collection was made with. */
  public static VectorColumns first(Map<String, ? extends VectorKind> kinds) {
    SortedMap<String, Column> columns = new TreeMap<>();
    kinds.forEach((name, kind) -> columns.put(name, new Column(0, kind.shape())));
    return new VectorColumns(0, Collections.unmodifiableSortedMap(columns));
  }

  /**
   * What a vector is stored as: its name, where the collection was made with it.
   *
   * @param made by which change
   */
  public static String key(String name, long made) {
    return made == 0 ? name : name + MARK + made;
  }

  /** The name of the vector with this key. */
  public static String name(String key) {
    int mark = key.lastIndexOf(MARK);
    return mark < 0 ? key : key.substring(0, mark);
  }

  /** By which change the vector with this key was made. */
  public static long made(String key) {
    int mark = key.lastIndexOf(MARK);
    return mark < 0 ? 0 : Long.parseLong(key, mark + 1, key.length(), 10);
  }

  /**
   * By which change the youngest of the vectors with these keys was made; 0 where there is none.
   */
  public static long youngest(Iterable<String> keys) {
    long youngest = 0;
    for (String key : keys) {
      youngest = Math.max(youngest, made(key));
    }
    return youngest;
  }

  /** What the vector of this name is stored as, if there is one. */
  public Optional<String> key(String name) {
    @Nullable Column column = columns.get(name);
    return column == null ? Optional.empty() : Optional.of(key(name, column.made()));
  }

  /** Whether one of the vectors is stored as this. */
  public boolean holds(String key) {
    @Nullable Column column = columns.get(name(key));
    return column != null && column.made() == made(key);
  }

  /** Whether the key is that of a vector that was dropped, rather than one yet to be heard of. */
  public boolean hasDropped(String key) {
    return made(key) <= changes && !holds(key);
  }

  /** A point's vectors by key, without those that were dropped since they were sent or stored. */
  public Map<String, VectorValue> present(Map<String, VectorValue> vectors) {
    if (changes == 0 || vectors.keySet().stream().noneMatch(this::hasDropped)) {
      return vectors;
    }
    Map<String, VectorValue> present = new HashMap<>(vectors);
    present.keySet().removeIf(this::hasDropped);
    return present;
  }

  /** Shapes by key. */
  public SortedMap<String, VectorKind> kinds() {
    SortedMap<String, VectorKind> kinds = new TreeMap<>();
    columns.forEach((name, column) -> kinds.put(key(name, column.made()), column.kind()));
    return kinds;
  }
}
