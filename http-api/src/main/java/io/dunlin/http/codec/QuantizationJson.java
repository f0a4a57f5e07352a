package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.catalog.QuantizationPatch;
import io.dunlin.persistence.model.QuantizationSettings;
import io.dunlin.persistence.model.QuantizationSettings.Binary;
import io.dunlin.persistence.model.QuantizationSettings.Bits;
import io.dunlin.persistence.model.QuantizationSettings.Compression;
import io.dunlin.persistence.model.QuantizationSettings.Encoding;
import io.dunlin.persistence.model.QuantizationSettings.Product;
import io.dunlin.persistence.model.QuantizationSettings.QueryEncoding;
import io.dunlin.persistence.model.QuantizationSettings.Scalar;
import io.dunlin.persistence.model.QuantizationSettings.Turbo;
import java.io.IOException;
import java.util.Optional;

/** {@code quantization_config}: an object with one field, which names the kind. */
final class QuantizationJson {
  private static final String DISABLED = "Disabled";
  private static final float MIN_QUANTILE = 0.5f;

  private QuantizationJson() {}

  static QuantizationSettings read(JsonReader json) throws IOException {
    json.beginObject("a kind of quantization");
    QuantizationSettings settings = null;
    for (String kind = json.nextField(); kind != null; kind = json.nextField()) {
      switch (kind) {
        case "scalar" -> settings = scalar(json);
        case "product" -> settings = product(json);
        case "binary" -> settings = binary(json);
        case "turbo" -> settings = turbo(json);
        default -> json.skip();
      }
    }
    if (settings == null) {
      throw json.malformed("data did not match any variant of untagged enum QuantizationConfig");
    }
    return settings;
  }

  /** A kind, or {@code "Disabled"}; null leaves what there is. */
  static QuantizationPatch readPatch(JsonReader json) throws IOException {
    if (json.isNull()) {
      return new QuantizationPatch.Keep();
    }
    if (!json.isString()) {
      return new QuantizationPatch.Set(read(json));
    }
    String word = json.string();
    if (!word.equals(DISABLED)) {
      throw json.unknownVariant(word, "`" + DISABLED + "`");
    }
    return new QuantizationPatch.Disable();
  }

  private static Scalar scalar(JsonReader json) throws IOException {
    json.beginObject("scalar quantization");
    boolean typed = false;
    Optional<Float> quantile = Optional.empty();
    Optional<Boolean> alwaysRam = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "type" -> typed = isInt8(json);
        case "quantile" -> quantile = json.optional(QuantizationJson::quantile);
        case "always_ram" -> alwaysRam = json.optional(JsonReader::bool);
        default -> json.skip();
      }
    }
    if (!typed) {
      throw json.missing("type");
    }
    return new Scalar(quantile, alwaysRam);
  }

  /** True, as there is no other type. */
  private static boolean isInt8(JsonReader json) throws IOException {
    String type = json.string();
    if (!type.equals("int8")) {
      throw json.unknownVariant(type, "`int8`");
    }
    return true;
  }

  private static float quantile(JsonReader json) throws IOException {
    float quantile = json.float32();
    if (quantile < MIN_QUANTILE || quantile > 1) {
      throw json.invalid("value " + quantile + " invalid, must be from 0.5 to 1.0");
    }
    return quantile;
  }

  private static Product product(JsonReader json) throws IOException {
    json.beginObject("product quantization");
    Optional<Compression> compression = Optional.empty();
    Optional<Boolean> alwaysRam = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "compression" -> compression = Optional.of(Variants.read(json, Compression.values()));
        case "always_ram" -> alwaysRam = json.optional(JsonReader::bool);
        default -> json.skip();
      }
    }
    return new Product(compression.orElseThrow(() -> json.missing("compression")), alwaysRam);
  }

  private static Binary binary(JsonReader json) throws IOException {
    json.beginObject("binary quantization");
    Optional<Encoding> encoding = Optional.empty();
    Optional<QueryEncoding> queryEncoding = Optional.empty();
    Optional<Boolean> alwaysRam = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "encoding" ->
            encoding = json.optional(value -> Variants.read(value, Encoding.values()));
        case "query_encoding" ->
            queryEncoding = json.optional(value -> Variants.read(value, QueryEncoding.values()));
        case "always_ram" -> alwaysRam = json.optional(JsonReader::bool);
        default -> json.skip();
      }
    }
    return new Binary(encoding, queryEncoding, alwaysRam);
  }

  private static Turbo turbo(JsonReader json) throws IOException {
    json.beginObject("turbo quantization");
    Optional<Bits> bits = Optional.empty();
    Optional<Boolean> alwaysRam = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "bits" -> bits = json.optional(value -> Variants.read(value, Bits.values()));
        case "always_ram" -> alwaysRam = json.optional(JsonReader::bool);
        default -> json.skip();
      }
    }
    return new Turbo(bits, alwaysRam);
  }

  static void write(JsonGenerator json, QuantizationSettings settings) throws IOException {
    json.writeStartObject();
    switch (settings) {
      case Scalar scalar -> {
        json.writeObjectFieldStart("scalar");
        json.writeStringField("type", "int8");
        if (scalar.quantile().isPresent()) {
          json.writeNumberField("quantile", scalar.quantile().get());
        }
      }
      case Product product -> {
        json.writeObjectFieldStart("product");
        json.writeStringField("compression", Variants.name(product.compression()));
      }
      case Binary binary -> {
        json.writeObjectFieldStart("binary");
        writeVariant(json, "encoding", binary.encoding());
        writeVariant(json, "query_encoding", binary.queryEncoding());
      }
      case Turbo turbo -> {
        json.writeObjectFieldStart("turbo");
        writeVariant(json, "bits", turbo.bits());
      }
    }
    if (settings.alwaysRam().isPresent()) {
      json.writeBooleanField("always_ram", settings.alwaysRam().get());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writeVariant(
      JsonGenerator json, String field, Optional<? extends Enum<?>> variant) throws IOException {
    if (variant.isPresent()) {
      json.writeStringField(field, Variants.name(variant.get()));
    }
  }
}
