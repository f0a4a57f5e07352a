package io.dunlin.http.codec;

import io.dunlin.http.logging.LogLevels;
import io.dunlin.http.logging.LogLevels.Level;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/** How much the loggers of a node tell. */
public final class LoggerJson {
  private static final Pattern NAME = Pattern.compile("[\\w$.-]{1,200}");

  private LoggerJson() {}

  /** A level that a logger is to have. */
  public record Change(String logger, Level level) {}

  /** {@code {"log_level": ..., "logger": ...}}; without a logger that of Dunlin's own. */
  public static Change change(byte[] body) {
    return JsonReader.read(body, LoggerJson::readChange);
  }

  private static Change readChange(JsonReader json) throws IOException {
    json.beginObject("a level of a logger");
    Optional<Level> level = Optional.empty();
    String logger = LogLevels.OWN;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "log_level" -> level = Optional.of(Variants.read(json, Level.values()));
        case "logger" -> logger = json.optional(LoggerJson::readName).orElse(LogLevels.OWN);
        default -> json.skip();
      }
    }
    return new Change(logger, level.orElseThrow(() -> json.missing("log_level")));
  }

  private static String readName(JsonReader json) throws IOException {
    String name = json.string();
    if (!NAME.matcher(name).matches()) {
      throw json.invalid(
          "value \"%s\" invalid, must be 1 to 200 letters, digits, `.`, `_`, `-` or `$`"
              .formatted(name));
    }
    return name;
  }

  /** The level of Dunlin's own logger, and all levels by loggers. */
  public static JsonBody levels(SortedMap<String, Level> levels) {
    return json -> {
      json.writeStartObject();
      Level own = levels.get(LogLevels.OWN);
      if (own != null) {
        json.writeStringField("log_level", Variants.name(own));
      }
      json.writeObjectFieldStart("loggers");
      for (Map.Entry<String, Level> logger : levels.entrySet()) {
        json.writeStringField(logger.getKey(), Variants.name(logger.getValue()));
      }
      json.writeEndObject();
      json.writeEndObject();
    };
  }
}
