package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNot.Failed;
import java.io.IOException;
import java.util.Locale;

/** Why a point is, or is not, in an answer. */
final class WhyNotJson {
  private WhyNotJson() {}

  static void write(JsonGenerator json, WhyNot why) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("in_answer", why.isInAnswer());
    json.writeStringField("reason", why.reason().name().toLowerCase(Locale.ROOT));
    json.writeStringField("says", why.says());
    if (why.rank().isPresent()) {
      json.writeNumberField("rank", why.rank().get());
    }
    if (why.score().isPresent()) {
      json.writeFieldName("score");
      HitJson.writeScore(json, why.score().get());
    }
    if (why.lastScore().isPresent()) {
      json.writeFieldName("last_score");
      HitJson.writeScore(json, why.lastScore().get());
    }
    if (why.ef().isPresent()) {
      json.writeNumberField("hnsw_ef", why.ef().get());
    }
    if (!why.failed().isEmpty()) {
      json.writeArrayFieldStart("conditions");
      for (Failed failed : why.failed()) {
        writeFailed(json, failed);
      }
      json.writeEndArray();
    }
    if (!why.before().isEmpty()) {
      json.writeArrayFieldStart("prefetch");
      for (WhyNot before : why.before()) {
        write(json, before);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeFailed(JsonGenerator json, Failed failed) throws IOException {
    json.writeStartObject();
    json.writeStringField("condition", failed.place());
    if (!failed.path().isEmpty()) {
      json.writeStringField("key", failed.path());
      json.writeArrayFieldStart("values");
      for (Object value : failed.values()) {
        PayloadJson.writeValue(json, value);
      }
      json.writeEndArray();
    }
    json.writeStringField("says", failed.says());
    json.writeEndObject();
  }
}
