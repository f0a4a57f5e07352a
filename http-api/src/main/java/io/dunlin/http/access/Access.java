package io.dunlin.http.access;

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
   */
  record Some(Map<String, Grant> grants) implements Access {
    public Some {
      grants = Map.copyOf(grants);
    }

    boolean sees(String collection) {
      return grants.containsKey(collection);
    }
  }
}
