package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FieldRoutesIT {
  private static final String BIRDS = "/collections/birds";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void create() {
    server.clear();
    server.put(BIRDS, "{\"vectors\": {\"size\": 2, \"distance\": \"Dot\"}}").result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode schema() {
    return server.get(BIRDS).result().path("payload_schema");
  }

  @ParameterizedTest
  @ValueSource(strings = {"keyword", "integer", "float", "bool", "geo", "datetime", "uuid"})
  void anIndexIsMadeShownAndDropped(String type) {
    JsonNode made =
        server
            .put(
                BIRDS + "/index?wait=true",
                "{\"field_name\": \"a.b[]\", \"field_schema\": \"%s\"}".formatted(type))
            .result();
    assertThat(made.path("status").asText()).isEqualTo("completed");
    assertThat(made.path("operation_id").isNumber()).isTrue();
    assertThat(schema().path("a.b[]").toString())
        .isEqualTo("{\"data_type\":\"%s\",\"points\":0}".formatted(type));

    JsonNode dropped = server.delete(BIRDS + "/index/a.b%5B%5D").result();
    assertThat(dropped.path("status").asText()).isEqualTo("acknowledged");
    assertThat(schema()).isEmpty();
    assertThat(server.delete(BIRDS + "/index/a.b%5B%5D").status()).isEqualTo(200);
  }

  @Test
  void parametersAreShownAsTheyWereGiven() {
    server
        .put(
            BIRDS + "/index",
            """
            {"field_name": "size", "field_schema": {"type": "integer", "lookup": false, "range": true,
             "is_principal": true, "on_disk": null, "enable_hnsw": false, "unknown": 1}}\
            """)
        .result();
    server
        .put(
            BIRDS + "/index",
            """
            {"field_name": "who", "field_schema": {"type": "keyword", "is_tenant": true, "on_disk": true}}\
            """)
        .result();
    assertThat(schema().path("size").path("params").toString())
        .isEqualTo(
            "{\"type\":\"integer\",\"is_principal\":true,\"lookup\":false,\"range\":true,\"enable_hnsw\":false}");
    assertThat(schema().path("who").path("params").toString())
        .isEqualTo("{\"type\":\"keyword\",\"is_tenant\":true,\"on_disk\":true}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {} | 400 | missing field `field_name`
          {"field_name": "a"} | 400 | missing field `field_schema`
          {"field_name": "a", "field_schema": null} | 400 | missing field `field_schema`
          {"field_name": "a", "field_schema": "keywords"} | 400 | unknown variant `keywords`
          {"field_name": "a", "field_schema": {"lookup": true}} | 400 | missing field `type`
          {"field_name": "a", "field_schema": {"type": "integer", "range": 1}} | 400 | invalid type: integer `1`, expected a boolean
          {"field_name": "a..b", "field_schema": "keyword"} | 400 | Invalid json path
          {"field_name": "a", "field_schema": "text"} | 501 | A payload index of type `text` is not built yet
          """)
  void whatCannotBeReadChangesNothing(String body, int status, String text) {
    Answer answer = server.put(BIRDS + "/index", body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).contains(text);
    assertThat(schema()).isEmpty();
  }

  @Test
  void aCollectionThatIsNotThereHasNone() {
    Answer answer =
        server.put(
            "/collections/owls/index", "{\"field_name\": \"a\", \"field_schema\": \"keyword\"}");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error()).isEqualTo("Not found: Collection `owls` doesn't exist!");
    assertThat(server.delete("/collections/owls/index/a").status()).isEqualTo(404);
    assertThat(server.delete(BIRDS + "/index/a%5Bx").status()).isEqualTo(422);
  }
}
