package io.dunlin.http.codec;

import io.dunlin.actors.query.Query;
import io.dunlin.persistence.model.JsonPath;
import java.io.IOException;

/** {@code rerank}, Dunlin's own: who judges which texts by what the user asked. */
final class RerankJson {
  private RerankJson() {}

  static Query read(JsonReader json) throws IOException {
    json.beginObject("a rerank");
    String reranker = null;
    String text = null;
    JsonPath field = null;
    int candidates = Query.Rerank.DEFAULT_CANDIDATES;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "reranker" -> reranker = json.string();
        case "text" -> text = text(json);
        case "field" -> field = SelectorJson.path(json);
        case "candidates" ->
            candidates = json.isNull() ? candidates : json.between(1, Query.Rerank.MOST_CANDIDATES);
        default -> json.skip();
      }
    }
    if (reranker == null) {
      throw json.missing("reranker");
    }
    if (text == null || field == null) {
      throw json.missing(text == null ? "text" : "field");
    }
    return new Query.Rerank(reranker, text, field, candidates);
  }

  private static String text(JsonReader json) throws IOException {
    String text = json.string();
    if (text.isBlank()) {
      throw json.invalid("the text is blank, must say what is asked");
    }
    return text;
  }
}
