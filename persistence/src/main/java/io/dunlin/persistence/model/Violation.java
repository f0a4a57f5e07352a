package io.dunlin.persistence.model;

import java.util.Optional;

/**
 * What is wrong with a part of a configuration.
 *
 * @param field where it stands, as users write it: {@code index.pq.m}
 * @param reason such as {@code value 900 invalid, must be from 1 to 128}
 */
public record Violation(String field, String reason) {
  static Optional<Violation> of(String field, String reason) {
    return Optional.of(new Violation(field, reason));
  }

  /** The same, seen from one level further out. */
  public Violation below(String parent) {
    return parent.isEmpty() ? this : new Violation(parent + "." + field, reason);
  }

  @Override
  public String toString() {
    return field + ": " + reason;
  }
}
