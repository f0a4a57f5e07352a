package io.dunlin.faults.check;

import java.util.List;

/**
 * Something that cannot be.
 *
 * @param key the point
 * @param what the operation that no order explains
 * @param around what happened to the point shortly before, a line each
 */
public record Violation(long key, String what, List<String> around) {
  @Override
  public String toString() {
    return "point %d: %s%n  %s".formatted(key, what, String.join("\n  ", around));
  }
}
