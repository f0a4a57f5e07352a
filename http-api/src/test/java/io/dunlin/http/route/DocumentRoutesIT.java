package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts in the places of vectors, over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DocumentRoutesIT {
  private static final String POINTS = "/collections/c/points";
  private static final String SPRINT = "1932363795";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void fill() {
    server.clear();
    server
        .put(
            "/collections/c",
            json(
                """
                {'vectors': {'dense': {'size': 2, 'distance': 'Dot'}},
                 'sparse_vectors': {'words': {'modifier': 'idf'}, 'plain': {}, 'text': {}}}
                """))
        .result();
    server
        .put(
            POINTS + "?wait=true",
            json(
                """
                {'points': [
                  {'id': 1, 'vector': {'words': {'text': 'stay and study', 'model': 'Qdrant/bm25'}}},
                  {'id': 2, 'vector': {'words': {'model': 'qdrant/BM25', 'options': {'avg_len': 3},
                                                 'text': 'Sprinting, sprints: a sprint!'}}},
                  {'id': 3, 'vector': {'text': {'text': 'a sprint', 'model': 'Qdrant/bm25'}}}]}
                """))
        .result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  private List<Integer> found(String query) {
    List<Integer> ids = new ArrayList<>();
    server
        .post(POINTS + "/query", json(query))
        .result()
        .get("points")
        .forEach(point -> ids.add(point.get("id").asInt()));
    return ids;
  }

  private JsonNode stored(int id, String name) {
    return server.get(POINTS + "/" + id).result().get("vector").get(name);
  }

  @Test
  void aStoredTextIsItsWordsByTheirWeights() {
    JsonNode words = stored(2, "words");
    double length = 0.25 + 0.75 * 3 / 3;
    assertThat(words.get("indices").toString()).isEqualTo("[" + SPRINT + "]");
    assertThat(words.get("values").get(0).floatValue())
        .isEqualTo((float) (3 * 2.2 / (3 + 1.2 * length)));
    assertThat(stored(3, "text").get("indices").toString()).isEqualTo("[" + SPRINT + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'query': {'text': 'who sprints?', 'model': 'Qdrant/bm25'}, 'using': 'words'}",
        "{'query': {'nearest': {'text': 'who sprints?', 'model': 'Qdrant/bm25'}}, 'using':"
            + " 'words'}",
        "{'query': {'recommend': {'positive': [{'text': 'sprinter"
            + " sprint', 'model': 'Qdrant/bm25'}]}}, 'using': 'words', 'limit': 1}",
        "{'prefetch': {'query': {'text': 'sprint', 'model': 'Qdrant/bm25'}, 'using': 'words'},"
            + " 'query': {'fusion': 'rrf'}}",
        "{'query': {'text': 'SPRINT', 'model': 'Qdrant/bm25', 'options': {'language': 'none'}},"
            + " 'using': 'words'}",
        "{'query': {'text': 'on in sprint', 'model': 'Qdrant/bm25', 'options': {'language':"
            + " 'slovene'}}, 'using': 'words'}",
      })
  void pointsAreFoundByATextWhereverAVectorMayStand(String query) {
    assertThat(found(query)).containsExactly(2);
  }

  @Test
  void textsAreStoredByColumnsAndByUpdatesToo() {
    server
        .put(
            POINTS + "?wait=true",
            json(
                """
                {'batch': {'ids': [7], 'vectors': {
                   'words': [{'text': 'study the sprint', 'model': 'Qdrant/bm25'}]}}}
                """))
        .result();
    server
        .put(
            POINTS + "/vectors?wait=true",
            json(
                """
                {'points': [{'id': 1, 'vector': {
                   'plain': {'text': 'sprint', 'model': 'Qdrant/bm25'}}}]}
                """))
        .result();

    assertThat(stored(7, "words").get("indices").size()).isEqualTo(2);
    assertThat(found("{'query': {'indices': [" + SPRINT + "], 'values': [1]}, 'using': 'plain'}"))
        .containsExactly(1);
  }

  @Test
  void optionsSayWhatAWordIs() {
    server
        .put(
            POINTS + "?wait=true",
            json(
                """
                {'points': [{'id': 9, 'vector': {'plain': {
                  'text': 'Der Läufer läuft', 'model': 'Qdrant/bm25',
                  'options': {'k': 0, 'b': 0.5, 'tokenizer': 'whitespace', 'lowercase': true,
                    'ascii_folding': true, 'stopwords': {'languages': ['german'], 'custom': ['lauft']},
                    'stemmer': {'type': 'none'}, 'min_token_len': 1, 'max_token_len': null}}}}]}
                """))
        .result();

    assertThat(stored(9, "plain").get("values").toString()).isEqualTo("[1.0]");
    assertThat(
            found(
                "{'query': {'text': 'laufer', 'model': 'Qdrant/bm25',"
                    + " 'options': {'language': 'none'}}, 'using': 'plain'}"))
        .containsExactly(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "{'text': 'a'}; missing field `model`",
        "{'model': 'Qdrant/bm25'}; missing field `text`",
        "{'text': 'a', 'model': 'openai/x'}; The model `openai/x` is not supported",
        "{'object': {}, 'model': 'Qdrant/bm25'}; A vector made of an `object` is not supported",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'k': -1}}; document option `k`: it must"
            + " be a number from 0 on",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'b': 1.5}}; document option `b`: it must"
            + " be a number from 0 to 1",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'avg_len': 0}}; document option"
            + " `avg_len`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'tokenizer': 'x'}}; document option"
            + " `tokenizer`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'language': 'klingon'}}; document option"
            + " `language`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'stopwords': 3}}; document option"
            + " `stopwords`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'stemmer': {'type': 'x'}}}; document"
            + " option `stemmer`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'lowercase': 'yes'}}; document option"
            + " `lowercase`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'min_token_len': 3, 'max_token_len':"
            + " 2}}; document option `max_token_len`",
        "{'text': 'a', 'model': 'Qdrant/bm25', 'options': {'depth': 3}}; document option `depth`:"
            + " it is none",
      })
  void documentsThatAreRefused(String document, String error) {
    Answer asked =
        server.post(
            POINTS + "/query", json("{'query': {'nearest': " + document + "}, 'using': 'words'}"));
    Answer stored =
        server.put(POINTS, json("{'points': [{'id': 1, 'vector': {'words': " + document + "}}]}"));

    assertThat(List.of(asked.status(), stored.status())).containsOnly(400);
    assertThat(asked.json().at("/status/error").asText()).contains(error);
    assertThat(stored.json().at("/status/error").asText()).contains(error);
  }

  @Test
  void aTextIsNoDenseVector() {
    String document = "{'text': 'a', 'model': 'Qdrant/bm25'}";
    Answer asked =
        server.post(POINTS + "/query", json("{'query': " + document + ", 'using': 'dense'}"));
    Answer stored =
        server.put(POINTS, json("{'points': [{'id': 1, 'vector': {'dense': " + document + "}}]}"));
    Answer unnamed =
        server.put(POINTS, json("{'points': [{'id': 1, 'vector': " + document + "}]}"));

    assertThat(asked.status()).isEqualTo(400);
    assertThat(asked.json().at("/status/error").asText()).contains("vector 'dense'");
    assertThat(stored.json().at("/status/error").asText()).contains("vector 'dense'");
    assertThat(unnamed.json().at("/status/error").asText())
        .contains("Not existing vector name error");
  }
}
