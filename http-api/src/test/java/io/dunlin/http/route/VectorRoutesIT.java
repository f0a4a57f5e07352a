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

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VectorRoutesIT {
  private static final String BIRDS = "/collections/birds";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void create() {
    server.clear();
    server.put(BIRDS, "{\"vectors\": {\"song\": {\"size\": 2, \"distance\": \"Dot\"}}}").result();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode params() {
    return server.get(BIRDS).result().path("config").path("params");
  }

  @Test
  void aDenseVectorIsMadeWithAllOfItsSettingsAndDropped() {
    String settings =
        """
        {"size": 3, "distance": "Euclid", "datatype": "float16", "on_disk": true,
         "hnsw_config": {"m": 8}, "quantization_config": {"scalar": {"type": "int8"}}}\
        """;
    String index = "{\"type\":\"ivf_flat\",\"nlist\":7}";
    JsonNode made =
        server
            .put(
                BIRDS + "/vectors/photo?wait=true",
                "{\"dense\": %s}"
                    .formatted(settings.replaceFirst("\\{", "{\"index\": " + index + ", ")))
            .result();
    assertThat(made.path("status").asText()).isEqualTo("completed");
    assertThat(params().path("vectors").path("photo")).isEqualTo(RestServer.parse(settings));
    assertThat(params().path("index").path("photo").toString()).isEqualTo(index);

    JsonNode dropped = server.delete(BIRDS + "/vectors/photo").result();
    assertThat(dropped.path("status").asText()).isEqualTo("acknowledged");
    assertThat(params().path("vectors").has("photo")).isFalse();
    assertThat(params().path("vectors").has("song")).isTrue();
  }

  @Test
  void aSparseVectorIsMadeAndAMultivector() {
    server
        .put(
            BIRDS + "/vectors/words",
            "{\"sparse\": {\"modifier\": \"idf\", \"datatype\": \"uint8\"}, \"dense\": null}")
        .result();
    assertThat(params().path("sparse_vectors").path("words").toString())
        .isEqualTo("{\"index\":{\"datatype\":\"uint8\"},\"modifier\":\"idf\"}");
    server
        .put(
            BIRDS + "/vectors/tokens",
            """
            {"dense": {"size": 2, "distance": "Dot", "multivector_config": {"comparator": "max_sim"}}}\
            """)
        .result();
    assertThat(params().path("vectors").path("tokens").path("multivector_config").toString())
        .isEqualTo("{\"comparator\":\"max_sim\"}");
  }

  /** Written and found by the name that the user gave it. */
  @Test
  void whatIsWrittenIsFoundByItsNameAlone() {
    server
        .put(BIRDS + "/vectors/photo", "{\"dense\": {\"size\": 1, \"distance\": \"Dot\"}}")
        .result();
    String upsert = "{\"points\": [{\"id\": 1, \"vector\": {\"photo\": [3], \"song\": [1, 2]}}]}";
    server.put(BIRDS + "/points?wait=true", upsert).result();
    JsonNode found =
        server
            .post(
                BIRDS + "/points/query",
                "{\"query\": [2], \"using\": \"photo\", \"with_vector\": true}")
            .result()
            .path("points");
    assertThat(found.get(0).path("score").asDouble()).isEqualTo(6);
    assertThat(found.get(0).path("vector").path("photo").toString()).isEqualTo("[3.0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "photo | {}                                          | 400 | missing field `dense`",
        "photo | {\"dense\": {\"size\": 3}}                  | 400 | missing field `distance`",
        "photo | {\"dense\": {\"size\": 0, \"distance\": \"Dot\"}} | 422 | size",
        "photo | {\"dense\": {\"size\": 3, \"distance\": \"Dot\"}, \"sparse\": {}} | 422 | not"
            + " both",
        "a%3Fb | {\"sparse\": {}}                            | 422 | vector name cannot contain",
      })
  void whatIsWrongIsSaid(String name, String body, int status, String text) {
    Answer answer = server.put(BIRDS + "/vectors/" + name, body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.error()).contains(text);
  }

  @Test
  void withoutACollectionThereIsNoVector() {
    assertThat(server.put("/collections/owls/vectors/a", "{\"sparse\": {}}").status())
        .isEqualTo(404);
    assertThat(server.delete("/collections/owls/vectors/a").status()).isEqualTo(404);
  }
}
