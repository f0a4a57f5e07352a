package io.dunlin.http.codec;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.ReadView;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The field {@code cursor}: an object begins one, a text goes on with it. */
final class CursorJson {
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})(ms|s|m)");

  private CursorJson() {}

  static ReadView read(JsonReader json) throws IOException {
    if (json.isString()) {
      return new ReadView.NextPage(json.string());
    }
    json.beginObject("a cursor to begin, or the next_page_cursor of an earlier page");
    Optional<Duration> keepAlive = Optional.empty();
    Optional<Integer> reach = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "keep_alive" -> keepAlive = json.optional(CursorJson::duration);
        case "reach" -> reach = json.optional(value -> value.count(1));
        default ->
            throw json.malformed(
                "unknown field `%s`, expected `keep_alive` or `reach`".formatted(name));
      }
    }
    return new ReadView.NewCursor(keepAlive, reach);
  }

  private static Duration duration(JsonReader json) throws IOException {
    Matcher text = DURATION.matcher(json.string());
    if (!text.matches()) {
      throw json.invalid("expected a duration such as 500ms, 60s or 5m");
    }
    long count = Long.parseLong(text.group(1));
    return switch (text.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }

  /**
   * Passes over a field that a read does not know, unless it says which state is to be read: that
   * would be another answer.
   */
  static void skip(String name, JsonReader json) throws IOException {
    switch (name) {
      case "cursor" ->
          throw new DunlinFailure.BadRequest(
                  "cursor: only points/scroll and points/query have pages; leave it out here")
              .asException();
      case "as_of" ->
          throw new DunlinFailure.BadRequest(
                  "as_of: it is a parameter of the address, as `token` is, or the header"
                      + " dunlin-as-of")
              .asException();
      default -> json.skip();
    }
  }
}
