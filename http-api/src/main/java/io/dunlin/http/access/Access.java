package io.dunlin.http.access;

import io.dunlin.persistence.model.Filter;
import java.util.Map;

/** What a caller may do. */
public sealed interface Access {
  /** Everything. */
  record Everything() implements Access {}

  /** Reading everything. */
  record ReadEverything() implements Access {}

  /**
   * Something in some collections.
   *
   * @param grants by the names of collections; an alias is none
   * @param limits the filters that hold for all points that are seen of a collection, of those
   *     collections that have one
   */
  record Some(Map<String, Grant> grants, Map<String, Filter> limits) implements Access {
    public Some {
      grants = Map.copyOf(grants);
      limits = Map.copyOf(limits);
    }

    /** Every point of these collections. */
    Some(Map<String, Grant> grants) {
      this(grants, Map.of());
    }

    boolean sees(String collection) {
      return grants.containsKey(collection);
    }
  }
}
