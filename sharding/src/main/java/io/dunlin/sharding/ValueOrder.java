package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.ReadProtocol.Placed;
import io.dunlin.persistence.fieldindex.FieldNumbers;
import io.dunlin.persistence.model.FieldType;
import java.util.Comparator;

/** The order of points by values of a type; equal ones are settled by id. */
record ValueOrder(FieldType type, boolean descending) implements Comparator<Placed> {
  @Override
  public int compare(Placed a, Placed b) {
    int ascending = Long.compare(a.number(), b.number());
    return ascending == 0
        ? a.hit().id().compareTo(b.hit().id())
        : descending ? -ascending : ascending;
  }

  /** What stands for a value that the order is to begin with. */
  long number(OrderValue value) {
    return switch (type) {
      case FLOAT ->
          FieldNumbers.of(
              switch (value) {
                case OrderValue.Whole(long whole) -> whole;
                case OrderValue.Real(double real) -> real;
              });
      case INTEGER, DATETIME ->
          switch (value) {
            case OrderValue.Whole(long whole) -> whole;
            case OrderValue.Real(double real) ->
                (long) (descending ? Math.floor(real) : Math.ceil(real));
          };
      case KEYWORD, UUID, BOOL, GEO, TEXT ->
          throw new DunlinFailure.Internal(type + " has no order").asException();
    };
  }

  /** The value that a number stands for. */
  OrderValue value(long number) {
    return type == FieldType.FLOAT
        ? new OrderValue.Real(FieldNumbers.toDouble(number))
        : new OrderValue.Whole(number);
  }

  /** A point with the value that put it where it stands. */
  Hit hit(Placed placed) {
    return placed.hit().at(value(placed.number()));
  }
}
