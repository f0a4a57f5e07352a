package io.dunlin.sharding;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.fieldindex.FieldNumbers;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.JsonPath;
import java.util.Map;
import java.util.Optional;

/** Which payload indexes a collection has for what cannot be done without. */
final class FieldChecks {
  private FieldChecks() {}

  /** The type of the values that points are ordered by; fails with BadRequest without an index. */
  static FieldType ordered(CollectionConfig config, JsonPath path) {
    return field(config, path)
        .filter(schema -> FieldNumbers.has(schema.type()) && schema.range().orElse(true))
        .map(FieldSchema::type)
        .orElseThrow(() ->
            new DunlinFailure.BadRequest(
                    "No range index for `order_by` key: `%s`. Please create one to use `order_by`."
                        .formatted(path.text()))
                .asException());
  }

  /** The type of the values that are counted; fails with BadRequest without an index. */
  static FieldType faceted(CollectionConfig config, JsonPath path) {
    return field(config, path)
        .filter(FieldChecks::hasKeys)
        .map(FieldSchema::type)
        .orElseThrow(() ->
            new DunlinFailure.BadRequest(
                    "No appropriate index for faceting: `%s`. Please create one to facet on this field."
                        .formatted(path.text()))
                .asException());
  }

  /** A path may be written in several ways. */
  private static Optional<FieldSchema> field(CollectionConfig config, JsonPath path) {
    return config.fields().entrySet().stream()
        .filter(field -> JsonPathParser.parse(field.getKey()).steps().equals(path.steps()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean hasKeys(FieldSchema schema) {
    return switch (schema.type()) {
      case KEYWORD, UUID, BOOL -> true;
      case INTEGER -> schema.lookup().orElse(true);
      case FLOAT, DATETIME, GEO, TEXT -> false;
    };
  }
}
