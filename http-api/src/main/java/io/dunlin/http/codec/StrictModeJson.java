package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.model.StrictModeSettings;
import io.dunlin.persistence.model.StrictModeSettings.Limit;
import io.dunlin.persistence.model.StrictModeSettings.Permission;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code strict_mode_config}, of which any part may be given. */
final class StrictModeJson {
  private static final Map<String, Limit> LIMITS = Variants.byName(Limit.values());
  private static final Map<String, Permission> PERMISSIONS = Variants.byName(Permission.values());

  private StrictModeJson() {}

  static StrictModeSettings read(JsonReader json) throws IOException {
    json.beginObject("limits of strict mode");
    Optional<Boolean> enabled = Optional.empty();
    SortedMap<Limit, Long> limits = new TreeMap<>();
    SortedMap<Permission, Boolean> permissions = new TreeMap<>();
    Optional<Double> oversampling = Optional.empty();
    SortedMap<String, Long> multivectors = Collections.emptySortedMap();
    SortedMap<String, Long> sparse = Collections.emptySortedMap();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "enabled" -> enabled = json.optional(JsonReader::bool);
        case "search_max_oversampling" -> oversampling = json.optional(JsonReader::number);
        case "multivector_config" -> multivectors = byVector(json, "max_vectors");
        case "sparse_config" -> sparse = byVector(json, "max_length");
        case "max_resident_memory_percent" ->
            Unbuilt.unlessNull(json, "strict_mode_config.max_resident_memory_percent");
        default -> {
          Limit limit = LIMITS.get(name);
          Permission permission = PERMISSIONS.get(name);
          if (limit != null) {
            json.optional(value -> value.natural(limit.least()))
                .ifPresent(most -> limits.put(limit, most));
          } else if (permission != null) {
            json.optional(JsonReader::bool).ifPresent(given -> permissions.put(permission, given));
          } else {
            json.skip();
          }
        }
      }
    }
    return new StrictModeSettings(
        enabled,
        Collections.unmodifiableSortedMap(limits),
        Collections.unmodifiableSortedMap(permissions),
        oversampling,
        multivectors,
        sparse);
  }

  /** One limit for each vector that is named. */
  private static SortedMap<String, Long> byVector(JsonReader json, String limit)
      throws IOException {
    SortedMap<String, Long> limits = new TreeMap<>();
    if (!json.isNull()) {
      json.beginObject("limits by the names of vectors");
      for (String vector = json.nextField(); vector != null; vector = json.nextField()) {
        json.beginObject("a vector's limit");
        for (String name = json.nextField(); name != null; name = json.nextField()) {
          if (name.equals(limit)) {
            String key = vector;
            json.optional(value -> value.natural(1)).ifPresent(most -> limits.put(key, most));
          } else {
            json.skip();
          }
        }
      }
    }
    return Collections.unmodifiableSortedMap(limits);
  }

  static void write(JsonGenerator json, StrictModeSettings settings) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("enabled", settings.enabled().orElse(false));
    for (Map.Entry<Limit, Long> limit : settings.limits().entrySet()) {
      json.writeNumberField(Variants.name(limit.getKey()), limit.getValue());
    }
    for (Map.Entry<Permission, Boolean> permission : settings.permissions().entrySet()) {
      json.writeBooleanField(Variants.name(permission.getKey()), permission.getValue());
    }
    if (settings.maxOversampling().isPresent()) {
      json.writeNumberField("search_max_oversampling", settings.maxOversampling().get());
    }
    writeByVector(json, "multivector_config", settings.multivectors(), "max_vectors");
    writeByVector(json, "sparse_config", settings.sparse(), "max_length");
    json.writeEndObject();
  }

  private static void writeByVector(
      JsonGenerator json, String field, SortedMap<String, Long> limits, String limit)
      throws IOException {
    if (limits.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Long> vector : limits.entrySet()) {
      json.writeObjectFieldStart(vector.getKey());
      json.writeNumberField(limit, vector.getValue());
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
