package io.dunlin.http.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is sent to a service that judges texts, and what it answers, in its dialect. */
public final class RerankCallJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private RerankCallJson() {}

  public static byte[] request(
      RerankDialect dialect, Optional<String> model, String query, List<String> texts) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(body)) {
      json.writeStartObject();
      if (model.isPresent()) {
        json.writeStringField("model", model.get());
      }
      json.writeStringField("query", query);
      switch (dialect) {
        case COHERE -> {
          writeTexts(json, "documents", texts);
          json.writeNumberField("top_n", texts.size());
        }
        case TEI -> {
          writeTexts(json, "texts", texts);
          json.writeBooleanField("truncate", true);
        }
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return body.toByteArray();
  }

  private static void writeTexts(JsonGenerator json, String field, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  /**
   * One score for each text, in the texts' order; fails with {@link
   * io.dunlin.http.error.RequestException} where the answer is none, or lacks one.
   */
  public static float[] scores(RerankDialect dialect, byte[] answer, int texts) {
    return JsonReader.read(
        answer,
        json -> {
          float[] scores = new float[texts];
          Arrays.fill(scores, Float.NaN);
          switch (dialect) {
            case COHERE -> readResults(json, scores);
            case TEI -> readList(json, "score", scores);
          }
          for (int text = 0; text < texts; text++) {
            if (Float.isNaN(scores[text])) {
              throw json.malformed("no score for index " + text);
            }
          }
          return scores;
        });
  }

  private static void readResults(JsonReader json, float[] scores) throws IOException {
    json.beginObject("an object with results");
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "results" -> readList(json, "relevance_score", scores);
        default -> json.skip();
      }
    }
  }

  private static void readList(JsonReader json, String scoreField, float[] scores)
      throws IOException {
    var _ =
        json.list(
            "a list of results",
            one -> {
              readOne(one, scoreField, scores);
              return true;
            });
  }

  private static void readOne(JsonReader json, String scoreField, float[] scores)
      throws IOException {
    json.beginObject("a result");
    Integer index = null;
    Float score = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (name.equals("index")) {
        index = json.count(0);
      } else if (name.equals(scoreField)) {
        score = json.float32();
      } else {
        json.skip();
      }
    }
    if (index == null || score == null) {
      throw json.missing(index == null ? "index" : scoreField);
    }
    if (index >= scores.length || !Float.isNaN(scores[index])) {
      throw json.malformed("index " + index + " is none of a text, or stands there twice");
    }
    scores[index] = score;
  }
}
