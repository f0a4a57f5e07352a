package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.snapshot.SnapshotDescription;
import io.dunlin.sharding.snapshot.Snapshots.Priority;
import io.dunlin.sharding.snapshot.Snapshots.Recovery;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Snapshots as they are listed, and what to recover from. */
public final class SnapshotJson {
  private SnapshotJson() {}

  // What comes in

  public static Recovery recovery(byte[] body) {
    return JsonReader.read(body, SnapshotJson::readRecovery);
  }

  private static Recovery readRecovery(JsonReader json) throws IOException {
    json.beginObject("what to recover from");
    @Nullable String location = null;
    Priority priority = Priority.REPLICA;
    Optional<String> checksum = Optional.empty();
    Optional<String> apiKey = Optional.empty();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "location" -> location = json.string();
        case "priority" -> {
          if (!json.isNull()) {
            String text = json.string();
            priority =
                priority(text)
                    .orElseThrow(
                        () -> json.unknownVariant(text, "`no_sync`, `snapshot`, `replica`"));
          }
        }
        case "checksum" -> checksum = json.optional(JsonReader::string);
        case "api_key" -> apiKey = json.optional(JsonReader::string);
        default -> json.skip();
      }
    }
    if (location == null) {
      throw json.missing("location");
    }
    return new Recovery(location, priority, checksum, apiKey);
  }

  /** By its name in the contract. */
  public static Optional<Priority> priority(String text) {
    return switch (text) {
      case "no_sync" -> Optional.of(Priority.NO_SYNC);
      case "snapshot" -> Optional.of(Priority.SNAPSHOT);
      case "replica" -> Optional.of(Priority.REPLICA);
      default -> Optional.empty();
    };
  }

  // What goes out

  public static JsonBody snapshot(SnapshotDescription snapshot) {
    return json -> write(json, snapshot);
  }

  public static JsonBody list(List<SnapshotDescription> snapshots) {
    return json -> {
      json.writeStartArray();
      for (SnapshotDescription snapshot : snapshots) {
        write(json, snapshot);
      }
      json.writeEndArray();
    };
  }

  private static void write(JsonGenerator json, SnapshotDescription snapshot) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", snapshot.name());
    json.writeStringField(
        "creation_time",
        DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
            LocalDateTime.ofInstant(snapshot.created(), ZoneOffset.UTC)));
    json.writeNumberField("size", snapshot.size());
    if (snapshot.checksum().isPresent()) {
      json.writeStringField("checksum", snapshot.checksum().get());
    } else {
      json.writeNullField("checksum");
    }
    json.writeEndObject();
  }
}
