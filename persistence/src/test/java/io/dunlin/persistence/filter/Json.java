package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.Payload.JsonNull;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads payloads written in JSON, with single quotes and no escapes, so that tests read well. */
final class Json {
  private final String text;
  private int position;

  private Json(String text) {
    this.text = text;
  }

  static Payload payload(String text) {
    Json json = new Json(text);
    Payload payload = new Payload(json.object());
    if (json.peek() != '\0') {
      throw new AssertionError("more after the object: " + text.substring(json.position));
    }
    return payload;
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '\'' -> string();
      case 'n' -> word("null", JsonNull.NULL);
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> fields = new LinkedHashMap<>();
    take('{');
    while (peek() != '}') {
      String key = string();
      take(':');
      fields.put(key, value());
      if (peek() == ',') {
        take(',');
      }
    }
    take('}');
    return fields;
  }

  private List<Object> array() {
    List<Object> elements = new ArrayList<>();
    take('[');
    while (peek() != ']') {
      elements.add(value());
      if (peek() == ',') {
        take(',');
      }
    }
    take(']');
    return elements;
  }

  private String string() {
    take('\'');
    int end = text.indexOf('\'', position);
    String string = text.substring(position, end);
    position = end + 1;
    return string;
  }

  private Object number() {
    int start = position;
    while (position < text.length() && "+-.0123456789eE".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    String digits = text.substring(start, position);
    if (digits.chars().anyMatch(character -> ".eE".indexOf(character) >= 0)) {
      return new BigDecimal(digits).doubleValue();
    }
    BigInteger integer = new BigInteger(digits);
    if (integer.bitLength() < Long.SIZE) {
      return integer.longValueExact();
    }
    return integer;
  }

  private Object word(String word, Object meaning) {
    if (!text.startsWith(word, position)) {
      throw new AssertionError("expected " + word + " at " + text.substring(position));
    }
    position += word.length();
    return meaning;
  }

  private char peek() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private void take(char wanted) {
    if (peek() != wanted) {
      throw new AssertionError("expected " + wanted + " at " + text.substring(position));
    }
    position++;
  }
}
