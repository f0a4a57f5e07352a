package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.JsonPath;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a path in a payload.
 *
 * <pre>
 * path  = key step*
 * step  = "." key | "[" digits "]" | "[]"
 * key   = (letter | digit | "_" | "-")+ | '"' (any character but '"' and '\')* '"'
 * </pre>
 *
 * Letters and digits are those of Unicode. A path has at most 100 steps.
 */
public final class JsonPathParser {
  /** What follows a path calls itself for each step, and a payload is made as deep as one. */
  private static final int MAX_STEPS = 100;

  private final String text;
  private final List<JsonPath.Step> steps = new ArrayList<>();
  private int position;

  private JsonPathParser(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException when the text is no path; the message quotes it and says what
   *     is wrong with it, and at which character, counted from 0
   */
  public static JsonPath parse(String text) {
    return new JsonPathParser(text).path();
  }

  private JsonPath path() {
    key();
    while (position < text.length()) {
      switch (text.charAt(position)) {
        case '.' -> {
          position++;
          key();
        }
        case '[' -> {
          position++;
          brackets();
        }
        default -> throw invalid("expected '.' or '['", position);
      }
      if (steps.size() > MAX_STEPS) {
        throw invalid("more than " + MAX_STEPS + " steps", position);
      }
    }
    return new JsonPath(text, List.copyOf(steps));
  }

  private void key() {
    if (position < text.length() && text.charAt(position) == '"') {
      quotedKey();
    } else {
      plainKey();
    }
  }

  private void plainKey() {
    int start = position;
    while (position < text.length() && isPlain(text.codePointAt(position))) {
      position += Character.charCount(text.codePointAt(position));
    }
    if (position == start) {
      throw invalid("expected a key", start);
    }
    steps.add(new JsonPath.Key(text.substring(start, position)));
  }

  private static boolean isPlain(int character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '-';
  }

  private void quotedKey() {
    int end = text.indexOf('"', position + 1);
    if (end < 0) {
      throw invalid("quote is never closed", position);
    }
    String key = text.substring(position + 1, end);
    int backslash = key.indexOf('\\');
    if (backslash >= 0) {
      throw invalid("a quoted key has no escapes", position + 1 + backslash);
    }
    steps.add(new JsonPath.Key(key));
    position = end + 1;
  }

  private void brackets() {
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    if (position == text.length() || text.charAt(position) != ']') {
      throw invalid("expected digits and ']'", position);
    }
    steps.add(position == start ? new JsonPath.Each() : index(start));
    position++;
  }

  private JsonPath.Index index(int start) {
    try {
      return new JsonPath.Index(Integer.parseInt(text, start, position, 10));
    } catch (NumberFormatException e) {
      throw invalid("index is too large", start);
    }
  }

  private IllegalArgumentException invalid(String problem, int at) {
    return new IllegalArgumentException(
        "Invalid json path: '" + text + "': " + problem + " at " + at);
  }
}
