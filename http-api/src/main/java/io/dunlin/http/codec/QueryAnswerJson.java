package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PointGroup;
import io.dunlin.persistence.model.PointId;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers that are more than a list of points. */
final class QueryAnswerJson {
  private QueryAnswerJson() {}

  static void writeGroups(JsonGenerator json, List<PointGroup> groups) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("groups");
    for (PointGroup group : groups) {
      json.writeStartObject();
      json.writeFieldName("hits");
      HitJson.writeScored(json, group.hits());
      json.writeFieldName("id");
      writeScalar(json, group.value());
      if (group.lookup().isPresent()) {
        json.writeFieldName("lookup");
        HitJson.writeRecord(json, group.lookup().get());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeFacets(JsonGenerator json, List<FacetCount> facets) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("hits");
    for (FacetCount facet : facets) {
      json.writeStartObject();
      json.writeFieldName("value");
      writeScalar(json, facet.value());
      json.writeNumberField("count", facet.points());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writePairs(JsonGenerator json, DistanceMatrix matrix) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("pairs");
    for (int row = 0; row < matrix.ids().size(); row++) {
      for (Hit near : matrix.nearest().get(row)) {
        json.writeStartObject();
        json.writeFieldName("a");
        PointIdJson.write(json, matrix.ids().get(row));
        json.writeFieldName("b");
        PointIdJson.write(json, near.id());
        json.writeFieldName("score");
        HitJson.writeScore(json, near.score());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A sparse matrix: the places of both points of each pair in the list of ids, and its score. */
  static void writeOffsets(JsonGenerator json, DistanceMatrix matrix) throws IOException {
    Map<PointId, Integer> places = new HashMap<>();
    matrix.ids().forEach(id -> places.put(id, places.size()));
    json.writeStartObject();
    json.writeArrayFieldStart("offsets_row");
    for (int row = 0; row < matrix.ids().size(); row++) {
      for (int i = 0; i < matrix.nearest().get(row).size(); i++) {
        json.writeNumber(row);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("offsets_col");
    for (List<Hit> near : matrix.nearest()) {
      for (Hit hit : near) {
        json.writeNumber(places.getOrDefault(hit.id(), -1));
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("scores");
    for (List<Hit> near : matrix.nearest()) {
      for (Hit hit : near) {
        HitJson.writeScore(json, hit.score());
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("ids");
    for (PointId id : matrix.ids()) {
      PointIdJson.write(json, id);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeScalar(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Long number -> json.writeNumber(number);
      case Boolean truth -> json.writeBoolean(truth);
      default -> json.writeString(value.toString());
    }
  }
}
