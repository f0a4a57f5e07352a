package io.dunlin.sharding;

import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.WordMode;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.TextSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What conditions on texts mean in a collection: where the field has a text index they ask for
 * words, else for a part of the text. It is said once, before a filter goes to the shards, so that
 * it means the same for all rows, whether the index is there already or not. Pure.
 */
final class TextConditions {
  /** By the steps of the fields: a path may be written in several ways. */
  private final Map<List<JsonPath.Step>, TextSchema> schemas = new HashMap<>();

  TextConditions(CollectionConfig config) {
    config
        .fields()
        .forEach((path, schema) -> {
          if (schema.type() == FieldType.TEXT) {
            schemas.put(JsonPathParser.parse(path).steps(), schema.words());
          }
        });
  }

  /** The filter as it is meant here. */
  Filter resolved(Filter filter) {
    return schemas.isEmpty() ? filter : resolved(filter, List.of());
  }

  /** The condition as it is meant here. */
  Condition resolved(Condition condition) {
    return schemas.isEmpty() ? condition : resolved(condition, List.of());
  }

  /**
   * @param above steps to what the filter is asked of
   */
  private Filter resolved(Filter filter, List<JsonPath.Step> above) {
    return new Filter(
        resolved(filter.must(), above),
        resolved(filter.should(), above),
        resolved(filter.mustNot(), above),
        filter
            .minShould()
            .map(
                some -> new Filter.MinShould(resolved(some.conditions(), above), some.minCount())));
  }

  private List<Condition> resolved(List<Condition> conditions, List<JsonPath.Step> above) {
    return conditions.stream().map(condition -> resolved(condition, above)).toList();
  }

  private Condition resolved(Condition condition, List<JsonPath.Step> above) {
    return switch (condition) {
      case Filter filter -> resolved(filter, above);
      case Condition.Field field -> resolved(field, above);
      case Condition.Nested(JsonPath path, Filter filter) ->
          new Condition.Nested(path, resolved(filter, joined(above, elements(path))));
      case Condition.HasId _,
          Condition.HasVector _,
          Condition.IsEmpty _,
          Condition.IsNull _,
          Condition.Slice _ ->
          condition;
    };
  }

  private Condition resolved(Condition.Field field, List<JsonPath.Step> above) {
    @Nullable TextSchema schema = schemas.get(joined(above, field.path().steps()));
    return schema == null
        ? field
        : new Condition.Field(
            field.path(), field.checks().stream().map(check -> resolved(check, schema)).toList());
  }

  private static Check resolved(Check check, TextSchema schema) {
    return check instanceof Check.MatchText(String text, Check.TextMode mode)
        ? switch (mode) {
          case TEXT -> new Check.MatchWords(schema, text, WordMode.ALL);
          case ANY -> new Check.MatchWords(schema, text, WordMode.ANY);
          case PHRASE -> new Check.MatchWords(schema, text, WordMode.PHRASE);
          case PREFIX -> check;
        }
        : check;
  }

  /** Nested conditions are asked of an array's elements, whether or not their path says so. */
  private static List<JsonPath.Step> elements(JsonPath path) {
    return path.steps().getLast() instanceof JsonPath.Each
        ? path.steps()
        : joined(path.steps(), List.of(new JsonPath.Each()));
  }

  private static List<JsonPath.Step> joined(List<JsonPath.Step> above, List<JsonPath.Step> below) {
    return Stream.concat(above.stream(), below.stream()).toList();
  }
}
