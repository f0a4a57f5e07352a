package io.dunlin.persistence.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the users of a collection may ask of it, so that none of them asks for more than it can
 * bear. What is absent is not limited.
 *
 * @param enabled whether any of it is kept to
 * @param maxOversampling of searches through codes
 * @param multivectors most vectors of a multivector, by its name
 * @param sparse most components of a sparse vector, by its name
 */
public record StrictModeSettings(
    Optional<Boolean> enabled,
    SortedMap<Limit, Long> limits,
    SortedMap<Permission, Boolean> permissions,
    Optional<Double> maxOversampling,
    SortedMap<String, Long> multivectors,
    SortedMap<String, Long> sparse) {
  /** Nothing was said. */
  public static final StrictModeSettings NONE =
      new StrictModeSettings(
          Optional.empty(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Optional.empty(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap());

  /** A bound on a number; in lower case it is what users call it. */
  public enum Limit {
    MAX_QUERY_LIMIT(1),
    /** In seconds. */
    MAX_TIMEOUT(1),
    SEARCH_MAX_HNSW_EF(0),
    UPSERT_MAX_BATCHSIZE(0),
    SEARCH_MAX_BATCHSIZE(0),
    MAX_COLLECTION_VECTOR_SIZE_BYTES(0),
    MAX_COLLECTION_PAYLOAD_SIZE_BYTES(0),
    MAX_POINTS_COUNT(1),
    /** Per minute. */
    READ_RATE_LIMIT(1),
    /** Per minute. */
    WRITE_RATE_LIMIT(1),
    FILTER_MAX_CONDITIONS(0),
    CONDITION_MAX_SIZE(0),
    MAX_PAYLOAD_INDEX_COUNT(0);

    private final long least;

    Limit(long least) {
      this.least = least;
    }

    /** The smallest number that it may be. */
    public long least() {
      return least;
    }
  }

  /** What may be done unless it is forbidden; in lower case it is what users call it. */
  public enum Permission {
    UNINDEXED_FILTERING_RETRIEVE,
    UNINDEXED_FILTERING_UPDATE,
    SEARCH_ALLOW_EXACT
  }

  public boolean forbids(Permission permission) {
    return Boolean.FALSE.equals(permissions.get(permission));
  }

  /** These, with {@code others} where these say nothing. */
  public StrictModeSettings or(StrictModeSettings others) {
    return new StrictModeSettings(
        enabled.or(others::enabled),
        or(limits, others.limits),
        or(permissions, others.permissions),
        maxOversampling.or(others::maxOversampling),
        or(multivectors, others.multivectors),
        or(sparse, others.sparse));
  }

  private static <K, V> SortedMap<K, V> or(Map<K, V> these, SortedMap<K, V> others) {
    SortedMap<K, V> merged = new TreeMap<>(others);
    merged.putAll(these);
    return Collections.unmodifiableSortedMap(merged);
  }
}
