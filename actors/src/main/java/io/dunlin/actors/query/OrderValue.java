package io.dunlin.actors.query;

/** A value that points are ordered by; of a time the microseconds since 1970. */
public sealed interface OrderValue extends Comparable<OrderValue> {
  record Whole(long value) implements OrderValue {}

  record Real(double value) implements OrderValue {}

  /** In the order of the numbers, however they are written. */
  @Override
  default int compareTo(OrderValue other) {
    return this instanceof Whole(long a) && other instanceof Whole(long b)
        ? Long.compare(a, b)
        : Double.compare(number() + 0.0, other.number() + 0.0);
  }

  private double number() {
    return switch (this) {
      case Whole(long value) -> value;
      case Real(double value) -> value;
    };
  }
}
