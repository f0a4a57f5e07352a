package io.dunlin.actors.query;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.actors.query.ReadProtocol.FieldState;
import io.dunlin.persistence.fieldindex.FieldIndex;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.JsonPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the payload indexes of a view are. One by another schema than the one that is asked for
 * does not count: it is what was there before, and goes when the new one is made.
 */
final class FieldStates {
  private FieldStates() {}

  static Map<String, FieldState> of(ShardView view, Map<String, FieldSchema> asked) {
    if (asked.isEmpty()) {
      return whatever(view);
    }
    Map<String, FieldState> states = new HashMap<>();
    asked.forEach((path, schema) -> states.put(path, of(view, JsonPathParser.parse(path), schema)));
    return states;
  }

  private static FieldState of(ShardView view, JsonPath path, FieldSchema schema) {
    FieldState sum = FieldState.NONE;
    for (Part part : view.parts()) {
      Optional<FieldIndex> index =
          part.slice().segment().fields().find(path).filter(made -> made.isOf(schema));
      sum =
          sum.plus(
              new FieldState(
                  index.map(FieldIndex::rows).orElse(0), ValuedPoints.of(part.slice(), path)));
    }
    return sum;
  }

  private static Map<String, FieldState> whatever(ShardView view) {
    Map<String, FieldState> states = new HashMap<>();
    for (Part part : view.parts()) {
      part.slice()
          .segment()
          .fields()
          .all()
          .forEach((path, index) ->
              states.merge(
                  path,
                  new FieldState(index.rows(), index.present().getCardinality()),
                  FieldState::plus));
    }
    return states;
  }
}
