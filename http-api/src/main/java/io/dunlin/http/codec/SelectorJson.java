package io.dunlin.http.codec;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.JsonPath;
import java.io.IOException;
import java.util.List;

/** {@code with_payload} and {@code with_vector}: what of each point an answer carries. */
final class SelectorJson {
  private SelectorJson() {}

  static PayloadSelector payload(JsonReader json) throws IOException {
    if (json.isBoolean()) {
      return json.bool() ? new PayloadSelector.All() : new PayloadSelector.None();
    }
    if (json.isArray()) {
      return new PayloadSelector.Include(paths(json));
    }
    json.beginObject("a boolean, a list of keys, or an object with `include` or `exclude`");
    PayloadSelector selector = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      selector =
          switch (name) {
            case "include" -> new PayloadSelector.Include(paths(json));
            case "exclude" -> new PayloadSelector.Exclude(paths(json));
            default ->
                throw json.malformed(
                    "unknown field `" + name + "`, expected `include` or `exclude`");
          };
    }
    if (selector == null) {
      throw json.missing("include");
    }
    return selector;
  }

  static VectorSelector vectors(JsonReader json) throws IOException {
    if (json.isBoolean()) {
      return json.bool() ? new VectorSelector.All() : new VectorSelector.None();
    }
    return new VectorSelector.Names(
        json.list("a boolean or a list of vector names", JsonReader::string));
  }

  static JsonPath path(JsonReader json) throws IOException {
    String text = json.string();
    try {
      return JsonPathParser.parse(text);
    } catch (IllegalArgumentException noPath) {
      throw json.malformed(String.valueOf(noPath.getMessage()));
    }
  }

  static List<JsonPath> paths(JsonReader json) throws IOException {
    return json.list("a list of keys", SelectorJson::path);
  }
}
