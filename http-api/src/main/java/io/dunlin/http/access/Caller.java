package io.dunlin.http.access;

import io.dunlin.persistence.model.Filter;
import java.util.Optional;

/**
 * Somebody whose key or token is good.
 *
 * @param proof what has to hold in addition, each time
 */
public record Caller(Access access, Optional<Proof> proof) {
  static final Caller EVERYTHING = new Caller(new Access.Everything(), Optional.empty());
  static final Caller READ_EVERYTHING = new Caller(new Access.ReadEverything(), Optional.empty());

  /** A collection has a point that this filter holds for. */
  record Proof(String collection, Filter filter) {}
}
