package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.ScrollPage;
import java.io.IOException;
import java.util.List;

/** Points in answers. What was not asked for is left out. */
final class HitJson {
  private HitJson() {}

  /** Points with their scores. */
  static void writeScored(JsonGenerator json, List<Hit> hits) throws IOException {
    json.writeStartArray();
    for (Hit hit : hits) {
      json.writeStartObject();
      json.writeFieldName("id");
      PointIdJson.write(json, hit.id());
      json.writeNumberField("version", hit.version());
      json.writeFieldName("score");
      writeScore(json, hit.score());
      writeContent(json, hit);
      writeLegs(json, hit.legs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** What each of the fused queries gave the point, ranks counted from 0. */
  private static void writeLegs(JsonGenerator json, List<Hit.Leg> legs) throws IOException {
    if (legs.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("legs");
    for (Hit.Leg leg : legs) {
      json.writeStartObject();
      json.writeNumberField("prefetch", leg.query());
      json.writeNumberField("rank", leg.rank());
      json.writeFieldName("score");
      writeScore(json, leg.score());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** {@code {"points": [...]}}: how a query answers. */
  static void writePoints(JsonGenerator json, List<Hit> hits) throws IOException {
    json.writeStartObject();
    json.writeFieldName("points");
    writeScored(json, hits);
    json.writeEndObject();
  }

  /** Points that nothing was compared with. */
  static void writeRecords(JsonGenerator json, List<Hit> hits) throws IOException {
    json.writeStartArray();
    for (Hit hit : hits) {
      writeRecord(json, hit);
    }
    json.writeEndArray();
  }

  static void writeRecord(JsonGenerator json, Hit hit) throws IOException {
    json.writeStartObject();
    json.writeFieldName("id");
    PointIdJson.write(json, hit.id());
    writeContent(json, hit);
    json.writeEndObject();
  }

  static void writePage(JsonGenerator json, ScrollPage page) throws IOException {
    json.writeStartObject();
    json.writeFieldName("points");
    writeRecords(json, page.points());
    json.writeFieldName("next_page_offset");
    if (page.next().isPresent()) {
      PointIdJson.write(json, page.next().get());
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  private static void writeContent(JsonGenerator json, Hit hit) throws IOException {
    if (hit.payload().isPresent()) {
      json.writeFieldName("payload");
      PayloadJson.write(json, hit.payload().get());
    }
    if (!hit.vectors().isEmpty()) {
      json.writeFieldName("vector");
      VectorJson.writeNamed(json, hit.vectors());
    }
    ShardKeyJson.writeField(json, hit.key());
    if (hit.order().isPresent()) {
      json.writeFieldName("order_value");
      switch (hit.order().get()) {
        case OrderValue.Whole(long value) -> json.writeNumber(value);
        case OrderValue.Real(double value) -> json.writeNumber(value);
      }
    }
  }

  /** JSON has no infinities and no NaN. */
  static void writeScore(JsonGenerator json, float score) throws IOException {
    if (Float.isFinite(score)) {
      json.writeNumber(score);
    } else {
      json.writeNull();
    }
  }
}
