package io.dunlin.http.codec;

import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.VectorInput;
import java.io.IOException;
import java.util.List;

/** {@code relevance_feedback}: a target, examples with scores, and how much these count. */
final class FeedbackJson {
  private FeedbackJson() {}

  static Query read(JsonReader json) throws IOException {
    json.beginObject("relevance feedback");
    VectorInput target = null;
    List<Query.Rated> rated = null;
    Query.Coefficients coefficients = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "target" -> target = QueryVariantJson.vector(json);
        case "feedback" -> rated = json.list("a list of feedback", FeedbackJson::rated);
        case "strategy" -> coefficients = strategy(json);
        default -> json.skip();
      }
    }
    if (target == null) {
      throw json.missing("target");
    }
    if (rated == null || coefficients == null) {
      throw json.missing(rated == null ? "feedback" : "strategy");
    }
    return new Query.Feedback(target, rated, coefficients);
  }

  private static Query.Rated rated(JsonReader json) throws IOException {
    json.beginObject("an example with a score");
    VectorInput example = null;
    Float score = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "example" -> example = QueryVariantJson.vector(json);
        case "score" -> score = json.float32();
        default -> json.skip();
      }
    }
    if (example == null || score == null) {
      throw json.missing(example == null ? "example" : "score");
    }
    return new Query.Rated(example, score);
  }

  /** An object whose only field names the strategy. */
  private static Query.Coefficients strategy(JsonReader json) throws IOException {
    json.beginObject("a strategy");
    Query.Coefficients coefficients = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!name.equals("naive")) {
        throw json.unknownVariant(name, "`naive`");
      }
      coefficients = naive(json);
    }
    if (coefficients == null) {
      throw json.missing("naive");
    }
    return coefficients;
  }

  private static Query.Coefficients naive(JsonReader json) throws IOException {
    json.beginObject("coefficients");
    Float a = null;
    Float b = null;
    Float c = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "a" -> a = json.float32();
        case "b" -> b = json.float32();
        case "c" -> c = json.float32();
        default -> json.skip();
      }
    }
    if (a == null || b == null || c == null) {
      throw json.missing(a == null ? "a" : b == null ? "b" : "c");
    }
    return new Query.Coefficients(a, b, c);
  }
}
