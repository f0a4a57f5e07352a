package io.dunlin.persistence.model;

import java.util.List;
import java.util.Set;

/** One statement about a point. */
public sealed interface Condition
    permits Filter,
        Condition.Field,
        Condition.HasId,
        Condition.HasVector,
        Condition.IsEmpty,
        Condition.IsNull,
        Condition.Nested,
        Condition.Slice {

  /** Holds when any of the {@code checks} holds for any value at {@code path}. */
  public record Field(JsonPath path, List<Check> checks) implements Condition {}

  public record HasId(Set<PointId> ids) implements Condition {}

  /** The point has a vector of this name; "" is the unnamed one. */
  public record HasVector(String name) implements Condition {}

  /** Missing, null or an empty array. */
  public record IsEmpty(JsonPath path) implements Condition {}

  /** Null, or an array that holds a null. */
  public record IsNull(JsonPath path) implements Condition {}

  /**
   * All conditions of {@code filter} hold for one and the same element of the array at {@code
   * path}.
   */
  public record Nested(JsonPath path, Filter filter) implements Condition {}

  /**
   * The point's id falls into part {@code index}, from 0, of {@code total} about equal ones: its
   * hash, an unsigned number, divided by {@code total} leaves {@code index}. Clients count on which
   * hash that is.
   */
  public record Slice(int total, int index) implements Condition {}
}
