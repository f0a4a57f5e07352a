package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.IndexSettings.Codec;
import io.dunlin.persistence.model.IndexSettings.Pq;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A vector's {@code index}: Dunlin's own, beside what the contract says about graphs. */
final class IndexSettingsJson {
  /** More lists than any number of rows that a segment can hold is well cut into. */
  private static final int MAX_LISTS = 1 << 20;

  private static final List<String> FIELDS =
      List.of("type", "nlist", "nprobe", "pq", "codec", "pca", "hot");

  private IndexSettingsJson() {}

  /** Whether an object with this field may be one of these; null: it has none. */
  static boolean has(@Nullable String field) {
    return field != null && FIELDS.contains(field);
  }

  static IndexSettings read(JsonReader json) throws IOException {
    json.beginObject("index settings");
    return read(json, json.nextField());
  }

  /**
   * With the cursor on the first field's value.
   *
   * @param first the first field's name; null where there is none
   */
  static IndexSettings read(JsonReader json, @Nullable String first) throws IOException {
    Optional<IndexSettings.Type> type = Optional.empty();
    Optional<Integer> nlist = Optional.empty();
    Optional<Integer> nprobe = Optional.empty();
    Optional<Pq> pq = Optional.empty();
    Optional<Codec> codec = Optional.empty();
    Optional<Integer> pca = Optional.empty();
    Optional<Integer> hot = Optional.empty();
    for (String name = first; name != null; name = json.nextField()) {
      switch (name) {
        case "type" -> type = Optional.of(Variants.readOwn(json, IndexSettings.Type.values()));
        case "nlist" -> nlist = json.optional(value -> value.between(1, MAX_LISTS));
        case "nprobe" -> nprobe = json.optional(value -> value.count(1));
        case "pq" -> pq = json.optional(IndexSettingsJson::pq);
        case "codec" -> codec = json.optional(value -> Variants.readOwn(value, Codec.values()));
        case "pca" -> pca = json.optional(value -> value.count(1));
        case "hot" -> hot = json.optional(value -> value.count(1));
        default -> throw unknown(json, name, FIELDS);
      }
    }
    return new IndexSettings(
        type.orElseThrow(() -> json.missing("type")), nlist, nprobe, pq, codec, pca, hot);
  }

  private static Pq pq(JsonReader json) throws IOException {
    json.beginObject("settings of a product quantizer");
    Optional<Integer> m = Optional.empty();
    Optional<Integer> bits = Optional.empty();
    Optional<Boolean> opq = Optional.empty();
    Optional<Boolean> anisotropic = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "m" -> m = json.optional(value -> value.count(1));
        case "bits" -> bits = json.optional(IndexSettingsJson::bits);
        case "opq" -> opq = json.optional(JsonReader::bool);
        case "anisotropic" -> anisotropic = json.optional(JsonReader::bool);
        default -> throw unknown(json, name, List.of("m", "bits", "opq", "anisotropic"));
      }
    }
    return new Pq(m, bits, opq, anisotropic);
  }

  private static int bits(JsonReader json) throws IOException {
    int bits = json.count(0);
    if (bits != 4 && bits != 8) {
      throw json.invalid("value " + bits + " invalid, must be 4 or 8");
    }
    return bits;
  }

  /** No client of the contract sends fields here, so that one we do not know is a mistake. */
  private static RequestException unknown(JsonReader json, String name, List<String> known) {
    return json.malformed(
        "unknown field `" + name + "`, expected one of `" + String.join("`, `", known) + "`");
  }

  static void write(JsonGenerator json, IndexSettings settings) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", Variants.name(settings.type()));
    writeNumber(json, "nlist", settings.nlist());
    writeNumber(json, "nprobe", settings.nprobe());
    if (settings.pq().isPresent()) {
      Pq pq = settings.pq().get();
      json.writeObjectFieldStart("pq");
      writeNumber(json, "m", pq.m());
      writeNumber(json, "bits", pq.bits());
      writeBoolean(json, "opq", pq.opq());
      writeBoolean(json, "anisotropic", pq.anisotropic());
      json.writeEndObject();
    }
    if (settings.codec().isPresent()) {
      json.writeStringField("codec", Variants.name(settings.codec().get()));
    }
    writeNumber(json, "pca", settings.pca());
    writeNumber(json, "hot", settings.hot());
    json.writeEndObject();
  }

  private static void writeNumber(JsonGenerator json, String name, Optional<Integer> number)
      throws IOException {
    if (number.isPresent()) {
      json.writeNumberField(name, number.get());
    }
  }

  private static void writeBoolean(JsonGenerator json, String name, Optional<Boolean> flag)
      throws IOException {
    if (flag.isPresent()) {
      json.writeBooleanField(name, flag.get());
    }
  }
}
