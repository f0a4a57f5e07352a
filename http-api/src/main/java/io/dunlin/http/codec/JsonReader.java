package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.dunlin.http.error.RequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over a JSON body that says, in the contract's words, what is wrong and where.
 *
 * <p>One convention holds for every method that reads a value, here and in the classes that use
 * this one: it is called with the cursor on the value's first token and leaves it on the last.
 */
final class JsonReader {
  /** Reads one value. */
  interface Value<T> {
    T read(JsonReader json) throws IOException;
  }

  private static final long MAX_U32 = 0xFFFF_FFFFL;
  private static final BigInteger MAX_U64 = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  /** What reads and writes filters and payloads calls itself for each level. */
  private static final int MAX_DEPTH = 128;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              // The body's size is limited already; a text may take all of it.
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private final JsonParser parser;

  /** Length of the last vector: the next is most likely as long, and then needs no copy. */
  private int expectedLength = 128;

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads a whole body, which holds one value and nothing else. */
  static <T> T read(byte[] body, Value<T> value) {
    try (JsonParser parser = FACTORY.createParser(body)) {
      JsonReader json = new JsonReader(parser);
      if (parser.nextToken() == null) {
        throw json.malformed("EOF while parsing a value");
      }
      T result = value.read(json);
      if (parser.nextToken() != null) {
        throw json.malformed("trailing characters");
      }
      return result;
    } catch (JsonProcessingException notJson) {
      throw RequestException.malformedBody(
          notJson.getOriginalMessage() + at(notJson.getLocation()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  // Where and what

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  boolean isString() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  boolean isInteger() {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  boolean isNumber() {
    return token().isNumeric();
  }

  boolean isBoolean() {
    return token().isBoolean();
  }

  /** The body has the wrong shape here (400). */
  RequestException malformed(String reason) {
    return RequestException.malformedBody(reason + at(parser.currentLocation()));
  }

  /** The value here is of the wrong type (400). */
  RequestException wrongType(String expected) throws IOException {
    return malformed("invalid type: " + found() + ", expected " + expected);
  }

  RequestException missing(String field) {
    return malformed("missing field `" + field + "`");
  }

  RequestException unknownVariant(String found, String expected) {
    return malformed("unknown variant `" + found + "`, expected one of " + expected);
  }

  /** The value here is well formed but out of bounds (422). */
  RequestException invalid(String reason) {
    return RequestException.invalidBody(path(), reason);
  }

  /** Where the cursor is, as in {@code searches[1].params.hnsw_ef}. */
  String path() {
    StringBuilder path = new StringBuilder();
    appendPath(path, parser.getParsingContext());
    return path.toString();
  }

  // Objects and arrays

  /** Enters an object; then {@link #nextField} until it answers null. */
  void beginObject(String expected) throws IOException {
    if (!isObject()) {
      throw wrongType(expected);
    }
  }

  /** The next field's name, with the cursor on its value; null at the end of the object. */
  @Nullable String nextField() throws IOException {
    if (parser.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = parser.currentName();
    parser.nextToken();
    return name;
  }

  /** Enters an array; then {@link #nextElement} until it answers false. */
  void beginArray(String expected) throws IOException {
    if (!isArray()) {
      throw wrongType(expected);
    }
  }

  boolean nextElement() throws IOException {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  <T> List<T> list(String expected, Value<T> element) throws IOException {
    beginArray(expected);
    List<T> elements = new ArrayList<>();
    while (nextElement()) {
      elements.add(element.read(this));
    }
    return List.copyOf(elements);
  }

  /** The value, or nothing for null. */
  <T> Optional<T> optional(Value<T> value) throws IOException {
    return isNull() ? Optional.empty() : Optional.of(value.read(this));
  }

  /** Passes over the value. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  // Scalars

  String string() throws IOException {
    if (!isString()) {
      throw wrongType("a string");
    }
    return parser.getText();
  }

  boolean bool() throws IOException {
    if (!isBoolean()) {
      throw wrongType("a boolean");
    }
    return parser.getBooleanValue();
  }

  double number() throws IOException {
    if (!isNumber()) {
      throw wrongType("a number");
    }
    double number = parser.getDoubleValue();
    if (!Double.isFinite(number)) {
      throw malformed("number out of range");
    }
    return number;
  }

  float float32() throws IOException {
    if (!isNumber()) {
      throw wrongType("f32");
    }
    float number =
        FloatParser.parse(
            parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    if (!Float.isFinite(number)) {
      throw malformed("number out of range");
    }
    return number;
  }

  /** An unsigned 64-bit number, in the bits of a long. */
  long unsigned() throws IOException {
    if (!isInteger()) {
      throw wrongType("u64");
    }
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value < 0) {
        throw malformed("invalid value: integer `" + value + "`, expected u64");
      }
      return value;
    }
    BigInteger value = parser.getBigIntegerValue();
    if (value.signum() < 0 || value.compareTo(MAX_U64) > 0) {
      throw malformed("number out of range");
    }
    return value.longValue();
  }

  /** A number of things: an integer from {@code min} on that fits a long. */
  long natural(long min) throws IOException {
    long value = unsigned();
    if (value < 0) {
      throw malformed("number out of range");
    }
    if (value < min) {
      throw invalid("value " + value + " invalid, must be " + min + " or larger");
    }
    return value;
  }

  /** A number of things that fits an int. */
  int count(int min) throws IOException {
    long value = natural(min);
    if (value > Integer.MAX_VALUE) {
      throw malformed("number out of range");
    }
    return (int) value;
  }

  /** An integer from {@code min} to {@code max}. */
  int between(int min, int max) throws IOException {
    long value = unsigned();
    if (value < min || value > max) {
      throw invalid(
          "value " + Long.toUnsignedString(value) + " invalid, must be from " + min + " to " + max);
    }
    return (int) value;
  }

  /** A {@code Long}, or a {@code BigInteger} beyond it. */
  Number integer() throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return parser.getBigIntegerValue();
    }
    return parser.getLongValue();
  }

  /** The numbers of an array, with the cursor on the first of them, or on its end. */
  float[] floats() throws IOException {
    float[] components = new float[expectedLength];
    int length = 0;
    for (; parser.currentToken() != JsonToken.END_ARRAY; parser.nextToken()) {
      if (length == components.length) {
        components = Arrays.copyOf(components, 2 * length);
      }
      components[length++] = float32();
    }
    expectedLength = Math.max(1, length);
    return length == components.length ? components : Arrays.copyOf(components, length);
  }

  /** Unsigned 32-bit numbers, in the bits of ints, with the cursor on the array's beginning. */
  int[] unsignedInts() throws IOException {
    int[] numbers = new int[16];
    int length = 0;
    while (nextElement()) {
      if (length == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * length);
      }
      long number = unsigned();
      if (number < 0 || number > MAX_U32) {
        throw malformed(
            "invalid value: integer `" + Long.toUnsignedString(number) + "`, expected u32");
      }
      numbers[length++] = (int) number;
    }
    return Arrays.copyOf(numbers, length);
  }

  private JsonToken token() {
    JsonToken token = parser.currentToken();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  private String found() throws IOException {
    return switch (token()) {
      case START_OBJECT -> "map";
      case START_ARRAY -> "sequence";
      case VALUE_STRING -> "string \"" + parser.getText() + "\"";
      case VALUE_NUMBER_INT -> "integer `" + parser.getText() + "`";
      case VALUE_NUMBER_FLOAT -> "floating point `" + parser.getText() + "`";
      case VALUE_TRUE, VALUE_FALSE -> "boolean `" + parser.getText() + "`";
      case VALUE_NULL -> "null";
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
    };
  }

  private static void appendPath(StringBuilder path, @Nullable JsonStreamContext context) {
    if (context == null || context.inRoot()) {
      return;
    }
    appendPath(path, context.getParent());
    if (context.inArray()) {
      path.append('[').append(context.getCurrentIndex()).append(']');
    } else if (context.getCurrentName() != null) {
      path.append(path.isEmpty() ? "" : ".").append(context.getCurrentName());
    }
  }

  private static String at(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + " column " + location.getColumnNr();
  }
}
