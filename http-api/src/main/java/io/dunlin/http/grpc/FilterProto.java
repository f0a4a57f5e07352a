package io.dunlin.http.grpc;

import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.qdrant.client.grpc.Common;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Filters and their conditions; a condition's tests of a value are {@link CheckProto}'s. */
final class FilterProto {
  private FilterProto() {}

  static Filter decode(Common.Filter filter) {
    return new Filter(
        decode(filter.getMustList()),
        decode(filter.getShouldList()),
        decode(filter.getMustNotList()),
        filter.hasMinShould() ? Optional.of(decode(filter.getMinShould())) : Optional.empty());
  }

  private static Filter.MinShould decode(Common.MinShould minShould) {
    return new Filter.MinShould(
        decode(minShould.getConditionsList()), Unsigned.toInt(minShould.getMinCount()));
  }

  private static List<Condition> decode(List<Common.Condition> conditions) {
    return conditions.stream().map(FilterProto::decode).toList();
  }

  static Condition decode(Common.Condition condition) {
    return switch (condition.getConditionOneOfCase()) {
      case FIELD -> field(condition.getField());
      case FILTER -> decode(condition.getFilter());
      case HAS_ID ->
          new Condition.HasId(Set.copyOf(PointIdProto.decode(condition.getHasId().getHasIdList())));
      case HAS_VECTOR -> new Condition.HasVector(condition.getHasVector().getHasVector());
      case IS_EMPTY -> new Condition.IsEmpty(PathProto.decode(condition.getIsEmpty().getKey()));
      case IS_NULL -> new Condition.IsNull(PathProto.decode(condition.getIsNull().getKey()));
      case NESTED ->
          new Condition.Nested(
              PathProto.decode(condition.getNested().getKey()),
              decode(condition.getNested().getFilter()));
      case CONDITIONONEOF_NOT_SET ->
          throw RequestException.invalidMessage("filter", "a condition is empty");
    };
  }

  /**
   * One or several tests of one field, of which any may hold. Most are checks of a value; that
   * there is none is a condition of its own, so the two kinds are joined by a filter.
   */
  private static Condition field(Common.FieldCondition field) {
    JsonPath path = PathProto.decode(field.getKey());
    List<Condition> any = new ArrayList<>(1);
    List<Check> checks = CheckProto.checks(field);
    if (!checks.isEmpty()) {
      any.add(new Condition.Field(path, checks));
    }
    if (field.hasIsEmpty()) {
      any.add(when(field.getIsEmpty(), new Condition.IsEmpty(path)));
    }
    if (field.hasIsNull()) {
      any.add(when(field.getIsNull(), new Condition.IsNull(path)));
    }
    return switch (any.size()) {
      case 0 ->
          throw RequestException.invalidMessage(
              "filter", "the condition on " + field.getKey() + " must have at least one test");
      case 1 -> any.getFirst();
      default -> new Filter(List.of(), List.copyOf(any), List.of(), Optional.empty());
    };
  }

  private static Condition when(boolean holds, Condition condition) {
    return holds
        ? condition
        : new Filter(List.of(), List.of(), List.of(condition), Optional.empty());
  }
}
