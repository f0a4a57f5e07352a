package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.catalog.PayloadSchemaPatch;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.PayloadSchema;
import io.dunlin.persistence.model.PayloadSchema.Extra;
import io.dunlin.persistence.model.PayloadSchema.Field;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code schema}: what payloads have to be. Dunlin's own. */
final class PayloadSchemaJson {
  private PayloadSchemaJson() {}

  static PayloadSchema read(JsonReader json) throws IOException {
    PayloadSchemaPatch all = readPatch(json);
    all.fields()
        .forEach((path, field) -> {
          if (field.isEmpty()) {
            throw RequestException.invalidBody(
                "schema.fields." + path, "value null invalid, must be an object with a type");
          }
        });
    return PayloadSchema.NONE.with(all.fields(), all.extra());
  }

  /** A change: a field is given whole, or null where it is not to be declared any more. */
  static PayloadSchemaPatch readPatch(JsonReader json) throws IOException {
    json.beginObject("what payloads have to be");
    Map<String, Optional<Field>> fields = Map.of();
    Optional<Extra> extra = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "fields" -> fields = json.isNull() ? Map.of() : fields(json);
        case "extra" -> extra = json.optional(value -> Variants.readOwn(value, Extra.values()));
        default -> throw unknown(json, name, "fields, extra");
      }
    }
    return new PayloadSchemaPatch(fields, extra);
  }

  private static Map<String, Optional<Field>> fields(JsonReader json) throws IOException {
    json.beginObject("fields by path");
    Map<String, Optional<Field>> fields = new LinkedHashMap<>();
    Map<List<JsonPath.Step>, String> paths = new LinkedHashMap<>();
    for (String path = json.nextField(); path != null; path = json.nextField()) {
      List<JsonPath.Step> steps = steps(json, path);
      Optional<Field> field = json.optional(PayloadSchemaJson::field);
      if (field.filter(Field::required).isPresent()
          && !steps.stream().allMatch(JsonPath.Key.class::isInstance)) {
        throw RequestException.invalidBody(
            "schema.fields." + path + ".required",
            "value true invalid, must be false where a path leads through arrays");
      }
      String same = paths.putIfAbsent(steps, path);
      if (same != null) {
        throw RequestException.invalidBody("schema.fields." + path, "is the same path as " + same);
      }
      fields.put(path, field);
    }
    return fields;
  }

  private static List<JsonPath.Step> steps(JsonReader json, String path) {
    try {
      List<JsonPath.Step> steps = JsonPathParser.parse(path).steps();
      if (steps.stream().anyMatch(JsonPath.Index.class::isInstance)
          || steps.getLast() instanceof JsonPath.Each) {
        throw RequestException.invalidBody(
            "schema.fields." + path,
            "must name no single elements and end in a key: its type is that of all elements of an"
                + " array");
      }
      return steps;
    } catch (IllegalArgumentException noPath) {
      throw json.malformed(String.valueOf(noPath.getMessage()));
    }
  }

  private static Field field(JsonReader json) throws IOException {
    json.beginObject("a field with a type");
    PayloadSchema.Type type = null;
    boolean required = false;
    Optional<Integer> maxLength = Optional.empty();
    Optional<String> description = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "type" -> type = Variants.readOwn(json, PayloadSchema.Type.values());
        case "required" -> required = !json.isNull() && json.bool();
        case "max_length" -> maxLength = json.optional(value -> value.count(1));
        case "description" -> description = json.optional(JsonReader::string);
        default -> throw unknown(json, name, "type, required, max_length, description");
      }
    }
    if (type == null) {
      throw json.missing("type");
    }
    return new Field(type, required, maxLength, description);
  }

  /** What is not understood might be a rule that is then not kept to. */
  private static RequestException unknown(JsonReader json, String name, String known) {
    return json.invalid("field \"" + name + "\" invalid, must be one of " + known);
  }

  static void write(JsonGenerator json, PayloadSchema schema) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("fields");
    for (Map.Entry<String, Field> field : schema.fields().entrySet()) {
      json.writeFieldName(field.getKey());
      write(json, field.getValue());
    }
    json.writeEndObject();
    json.writeStringField("extra", Variants.name(schema.extra()));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Field field) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", Variants.name(field.type()));
    json.writeBooleanField("required", field.required());
    if (field.maxLength().isPresent()) {
      json.writeNumberField("max_length", field.maxLength().get());
    }
    if (field.description().isPresent()) {
      json.writeStringField("description", field.description().get());
    }
    json.writeEndObject();
  }
}
