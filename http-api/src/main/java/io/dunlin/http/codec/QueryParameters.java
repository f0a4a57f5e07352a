package io.dunlin.http.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.expression.FilterSyntaxException;
import io.dunlin.persistence.expression.FilterText;
import io.dunlin.persistence.model.Filter;

/** What stands in a body elsewhere, as JSON in a query string's parameter. */
public final class QueryParameters {
  private QueryParameters() {}

  /** A filter as an object, or as a text, which needs no quotes here. */
  public static Filter filter(String parameter, String text) {
    if (text.stripLeading().startsWith("{")) {
      return read(parameter, text, FilterJson::read);
    }
    try {
      return FilterText.parse(text);
    } catch (FilterSyntaxException noFilter) {
      throw RequestException.malformedQuery(parameter + ": " + noFilter.getMessage());
    }
  }

  public static PayloadSelector payload(String parameter, String text) {
    return read(parameter, text, SelectorJson::payload);
  }

  public static VectorSelector vectors(String parameter, String text) {
    return read(parameter, text, SelectorJson::vectors);
  }

  private static <T> T read(String parameter, String text, JsonReader.Value<T> value) {
    try {
      return JsonReader.read(text.getBytes(UTF_8), value);
    } catch (RequestException malformed) {
      throw RequestException.malformedQuery(parameter + ": " + malformed.answer().text());
    }
  }
}
