package io.dunlin.persistence.fieldindex;

import io.dunlin.persistence.model.FieldType;

/**
 * Numbers that stand for values and have their order: of integers these themselves, of times the
 * microseconds since 1970, of floating-point numbers their bits in an order that integers have.
 */
public final class FieldNumbers {
  private FieldNumbers() {}

  /** Whether values of the type are ordered. */
  public static boolean has(FieldType type) {
    return switch (type) {
      case INTEGER, FLOAT, DATETIME -> true;
      case KEYWORD, UUID, BOOL, GEO, TEXT -> false;
    };
  }

  /** What stands for a floating-point number. */
  public static long of(double number) {
    return FieldValues.sortable(number);
  }

  /** The floating-point number that it stands for. */
  public static double toDouble(long number) {
    return FieldValues.fromSortable(number);
  }
}
