package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries with {@code rerank} over REST, judged by the words that texts share with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RerankIT {
  private static final String POINTS = "/collections/c/points";

  private final RestServer server = RestServer.start();

  @BeforeAll
  void collection() {
    server.put("/collections/c", "{\"vectors\":{\"size\":1,\"distance\":\"Dot\"}}").result();
    server
        .put(
            POINTS + "?wait=true",
            """
            {"points": [
              {"id": 1, "vector": [1], "payload": {"doc": {"text": "a small wader"}, "kind": "x"}},
              {"id": 2, "vector": [2], "payload": {"doc": {"text": "a small grey bird"}, "kind": "y"}},
              {"id": 3, "vector": [3], "payload": {"kind": "x"}},
              {"id": 4, "vector": [4], "payload": {"doc": {"text": "large"}, "kind": "y"}}]}
            """)
        .result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer asked(String path, String rerank, String more) {
    return server.post(
        POINTS + path,
        "{'prefetch':{'query':[1],'limit':9},'query':{'rerank':{%s}}%s}"
            .formatted(rerank, more)
            .replace('\'', '"'));
  }

  @Test
  void theBestTextsComeFirstAndPointsWithoutOneLast() {
    String small = "'reranker':'shared-words','text':'small bird','field':'doc.text'";
    assertThat(points(asked("/query", small, ""))).isEqualTo("2:2.0 1:1.0 4:0.0 3:0.0");
    assertThat(points(asked("/query", small, ",'limit':2"))).isEqualTo("2:2.0 1:1.0");
    assertThat(points(asked("/query", small, ",'limit':2,'offset':1"))).isEqualTo("1:1.0 4:0.0");
    assertThat(points(asked("/query", small, ",'score_threshold':0.5"))).isEqualTo("2:2.0 1:1.0");
    assertThat(points(asked("/query", small + ",'candidates':3", "")))
        .isEqualTo("2:2.0 4:0.0 3:0.0 1:0.0");
  }

  private static String points(Answer answer) {
    StringBuilder told = new StringBuilder();
    answer
        .result()
        .get("points")
        .forEach(point -> {
          var _ =
              told.append(point.get("id").asInt())
                  .append(':')
                  .append(point.get("score").asDouble())
                  .append(' ');
        });
    return told.toString().strip();
  }

  @Test
  void groupsHaveTheBestTexts() {
    Answer answer =
        asked(
            "/query/groups",
            "'reranker':'shared-words','text':'small bird','field':'doc.text'",
            ",'group_by':'kind','group_size':1");
    assertThat(answer.result().at("/groups/0/hits/0/id").asInt()).isEqualTo(2);
    assertThat(answer.result().at("/groups/1/hits/0/id").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "'reranker':'nobody','text':'a','field':'b'; 400; there is no reranker `nobody`",
        "'reranker':'shared-words','text':'fail','field':'doc.text'; 503; reranker `shared-words` has no answer",
        "'text':'a','field':'b'; 400; missing field `reranker`",
        "'reranker':'shared-words','field':'b'; 400; missing field `text`",
        "'reranker':'shared-words','text':'a'; 400; missing field `field`",
        "'reranker':'shared-words','text':' ','field':'b'; 422; blank",
        "'reranker':'shared-words','text':'a','field':'b','candidates':1001; 422; from 1 to 1000",
      })
  void whatCannotBeDoneIsToldByName(String rerank, int status, String error) {
    Answer answer = asked("/query", rerank, "");
    assertThat(answer.status()).as(answer.error()).isEqualTo(status);
    assertThat(answer.error()).contains(error);
  }

  @Test
  void thereMustBeSomethingToJudge() {
    Answer answer =
        server.post(
            POINTS + "/query",
            "{\"query\":{\"rerank\":{\"reranker\":\"shared-words\",\"text\":\"a\",\"field\":\"b\"}}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).contains("`prefetch`");
  }
}
