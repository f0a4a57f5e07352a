package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.persistence.model.PointId;
import java.io.IOException;
import java.util.List;

/** Ids: an unsigned 64-bit number, which keeps its full precision, or a UUID. */
final class PointIdJson {
  private static final String EXPECTED = "a point id, either an unsigned integer or a UUID";

  private PointIdJson() {}

  static PointId read(JsonReader json) throws IOException {
    if (json.isInteger()) {
      return PointId.of(json.unsigned());
    }
    if (!json.isString()) {
      throw json.wrongType(EXPECTED);
    }
    String text = json.string();
    return PointId.parseUuid(text)
        .orElseThrow(() ->
            json.malformed(
                "value "
                    + text
                    + " is not a valid point ID, "
                    + "valid values are either an unsigned integer or a UUID"));
  }

  /** One that may be null where missing ones are made. */
  static PointId read(JsonReader json, MissingIds missing) throws IOException {
    return json.isNull() && missing == MissingIds.MADE ? MissingIds.next() : read(json);
  }

  static List<PointId> readAll(JsonReader json) throws IOException {
    return json.list("a list of point ids", PointIdJson::read);
  }

  static void write(JsonGenerator json, PointId id) throws IOException {
    if (id.uuid()) {
      json.writeString(id.toString());
    } else {
      json.writeNumber(id.toString());
    }
  }
}
