package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What a formula gives a point. */
final class ModelFormula {
  private static final double MICROS = 1e6;

  private final JsonNode defaults;
  private final ModelPoint point;

  /** By the number of the query before that found the point. */
  private final Map<Integer, Double> scores;

  ModelFormula(JsonNode defaults, ModelPoint point, Map<Integer, Double> scores) {
    this.defaults = defaults;
    this.point = point;
    this.scores = scores;
  }

  double value(JsonNode expression) {
    if (expression.isNumber()) {
      return expression.asDouble();
    }
    if (expression.isTextual()) {
      return variable(expression.asText());
    }
    String name = expression.fieldNames().next();
    JsonNode inner = expression.get(name);
    return switch (name) {
      case "sum" -> {
        double sum = 0;
        for (JsonNode term : inner) {
          sum += value(term);
        }
        yield sum;
      }
      case "mult" -> {
        double product = 1;
        for (JsonNode factor : inner) {
          product *= value(factor);
        }
        yield product;
      }
      case "neg" -> -value(inner);
      case "abs" -> Math.abs(value(inner));
      case "sqrt" -> Math.sqrt(value(inner));
      case "exp" -> Math.exp(value(inner));
      case "ln" -> Math.log(value(inner));
      case "log10" -> Math.log10(value(inner));
      case "pow" -> Math.pow(value(inner.get("base")), value(inner.get("exponent")));
      case "div" -> {
        double right = value(inner.get("right"));
        yield right == 0
            ? inner.get("by_zero_default").asDouble()
            : value(inner.get("left")) / right;
      }
      case "geo_distance" -> ModelGeo.meters(inner.get("origin"), stored(inner.get("to").asText()));
      case "datetime" -> ModelTime.micros(inner.asText()).orElseThrow() / MICROS;
      case "datetime_key" ->
          ModelTime.micros(stored(inner.asText()).asText()).orElseThrow() / MICROS;
      case "lin_decay", "exp_decay", "gauss_decay" -> decay(name, inner);
      default -> ModelFilter.matches(json(expression), point) ? 1 : 0;
    };
  }

  private static JsonNode json(JsonNode condition) {
    return Json.object("must", condition);
  }

  private double decay(String shape, JsonNode decay) {
    double target = decay.has("target") ? value(decay.get("target")) : 0;
    double scale = decay.has("scale") ? decay.get("scale").asDouble() : 1;
    double midpoint = decay.has("midpoint") ? decay.get("midpoint").asDouble() : 0.5;
    double far = Math.abs(value(decay.get("x")) - target) / scale;
    return switch (shape) {
      case "lin_decay" -> Math.max(0, 1 - (1 - midpoint) * far);
      case "exp_decay" -> Math.pow(midpoint, far);
      default -> Math.pow(midpoint, far * far);
    };
  }

  private double variable(String name) {
    if (!name.startsWith("$score")) {
      return stored(name).asDouble();
    }
    int query = name.equals("$score") ? 0 : Integer.parseInt(name.replaceAll("\\D", ""));
    Double score = scores.get(query);
    return score != null ? score : defaults.path(name).asDouble(0);
  }

  private JsonNode stored(String path) {
    List<JsonNode> values = ModelPath.elementsAt(point.payload(), path);
    return values.isEmpty() ? defaults.get(path) : values.getFirst();
  }
}
