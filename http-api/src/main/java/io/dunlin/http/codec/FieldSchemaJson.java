package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import java.io.IOException;
import java.util.Optional;

/** How a field of the payload is indexed: the name of a type, or an object with more. */
public final class FieldSchemaJson {
  private FieldSchemaJson() {}

  /**
   * What is to be indexed.
   *
   * @param path in the payload, as it was written
   */
  public record Field(String path, FieldSchema schema) {}

  public static Field field(byte[] body) {
    return JsonReader.read(body, FieldSchemaJson::field);
  }

  private static Field field(JsonReader json) throws IOException {
    json.beginObject("a payload index");
    Optional<String> path = Optional.empty();
    Optional<FieldSchema> schema = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "field_name" -> path = Optional.of(SelectorJson.path(json).text());
        case "field_schema" -> schema = json.optional(FieldSchemaJson::schema);
        default -> json.skip();
      }
    }
    return new Field(
        path.orElseThrow(() -> json.missing("field_name")),
        schema.orElseThrow(() -> json.missing("field_schema")));
  }

  private static FieldSchema schema(JsonReader json) throws IOException {
    if (json.isString()) {
      return FieldSchema.of(Variants.read(json, FieldType.values()));
    }
    json.beginObject("the name of a type, or an object with it");
    Optional<FieldType> type = Optional.empty();
    Optional<Boolean> tenant = Optional.empty();
    Optional<Boolean> principal = Optional.empty();
    Optional<Boolean> lookup = Optional.empty();
    Optional<Boolean> range = Optional.empty();
    Optional<Boolean> onDisk = Optional.empty();
    Optional<Boolean> graph = Optional.empty();
    TextSchemaJson text = new TextSchemaJson();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "type" -> type = Optional.of(Variants.read(json, FieldType.values()));
        case "is_tenant" -> tenant = json.optional(JsonReader::bool);
        case "is_principal" -> principal = json.optional(JsonReader::bool);
        case "lookup" -> lookup = json.optional(JsonReader::bool);
        case "range" -> range = json.optional(JsonReader::bool);
        case "on_disk" -> onDisk = json.optional(JsonReader::bool);
        case "enable_hnsw" -> graph = json.optional(JsonReader::bool);
        default -> text.read(name, json);
      }
    }
    FieldSchema schema =
        new FieldSchema(
            type.orElseThrow(() -> json.missing("type")),
            tenant,
            principal,
            lookup,
            range,
            onDisk,
            graph,
            type.get() == FieldType.TEXT ? text.schema() : Optional.empty());
    schema
        .violation()
        .map(violation -> violation.below(json.path()))
        .ifPresent(violation -> {
          throw RequestException.invalidBody(violation.field(), violation.reason());
        });
    return schema;
  }

  /**
   * As a part of {@code payload_schema}.
   *
   * @param points that have a value there, as far as the index has come
   */
  static void write(JsonGenerator json, FieldSchema schema, long points) throws IOException {
    json.writeStartObject();
    json.writeStringField("data_type", Variants.name(schema.type()));
    if (!schema.equals(FieldSchema.of(schema.type()))) {
      json.writeObjectFieldStart("params");
      json.writeStringField("type", Variants.name(schema.type()));
      write(json, "is_tenant", schema.tenant());
      write(json, "is_principal", schema.principal());
      write(json, "lookup", schema.lookup());
      write(json, "range", schema.range());
      write(json, "on_disk", schema.onDisk());
      write(json, "enable_hnsw", schema.graph());
      if (schema.text().isPresent()) {
        TextSchemaJson.write(json, schema.text().get());
      }
      json.writeEndObject();
    }
    json.writeNumberField("points", points);
    json.writeEndObject();
  }

  static void write(JsonGenerator json, String name, Optional<Boolean> given) throws IOException {
    if (given.isPresent()) {
      json.writeBooleanField(name, given.get());
    }
  }
}
