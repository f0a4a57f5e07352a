package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AliasRoutesIT {
  private final RestServer server = RestServer.start();

  @BeforeEach
  void create() {
    server.clear();
    for (String name : new String[] {"birds-1", "birds-2"}) {
      server
          .put("/collections/" + name, "{\"vectors\": {\"size\": 2, \"distance\": \"Dot\"}}")
          .result();
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private void change(String actions) {
    JsonNode result =
        server.post("/collections/aliases", "{\"actions\": [%s]}".formatted(actions)).result();
    assertThat(result.asBoolean()).isTrue();
  }

  @Test
  void anAliasStandsForItsCollectionUntilItIsSwitched() {
    change("{\"create_alias\": {\"collection_name\": \"birds-1\", \"alias_name\": \"birds\"}}");
    assertThat(
            server
                .put(
                    "/collections/birds/points?wait=true",
                    "{\"points\": [{\"id\": 1, \"vector\": [1, 2]}]}")
                .result()
                .path("status")
                .asText())
        .isEqualTo("completed");
    assertThat(points("birds")).isEqualTo(1);
    assertThat(points("birds-1")).isEqualTo(1);
    assertThat(server.get("/collections/birds/exists").result().path("exists").asBoolean())
        .isTrue();
    change(
        "{\"delete_alias\": {\"alias_name\": \"birds\"}}, {\"create_alias\": {\"collection_name\":"
            + " \"birds-2\", \"alias_name\": \"birds\"}}");
    assertThat(points("birds")).isZero();
    change("{\"rename_alias\": {\"old_alias_name\": \"birds\", \"new_alias_name\": \"flock\"}}");
    assertThat(server.get("/collections/birds").status()).isEqualTo(404);
    assertThat(server.get("/aliases").result().toString())
        .isEqualTo("{\"aliases\":[{\"alias_name\":\"flock\",\"collection_name\":\"birds-2\"}]}");
    assertThat(server.get("/collections/birds-2/aliases").result().path("aliases")).hasSize(1);
    assertThat(server.get("/collections/birds-1/aliases").result().path("aliases")).isEmpty();
    assertThat(server.get("/collections/owls/aliases").status()).isEqualTo(404);
  }

  private int points(String collection) {
    return server.get("/collections/" + collection).result().path("points_count").asInt();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          {} | 400 | missing field `actions`
          {"actions": [{}]} | 400 | expected one of `create_alias`, `delete_alias`, `rename_alias`
          {"actions": [{"make_alias": {}}]} | 400 | unknown variant `make_alias`
          {"actions": [{"create_alias": {"alias_name": "a"}}]} | 400 | missing field `collection_name`
          {"actions": [{"delete_alias": {"alias_name": 7}}]} | 400 | expected a string
          {"actions": [{"create_alias": {"alias_name": "a/b", "collection_name": "birds-1"}}]} | 422 | [actions[0].create_alias.alias_name: alias name cannot contain "/" char]
          {"actions": [{"rename_alias": {"old_alias_name": "a", "new_alias_name": ""}}]} | 422 | alias name must be from 1 to 255 characters
          {"actions": [{"create_alias": {"alias_name": "a", "collection_name": "owls"}}]} | 404 | Collection `owls` doesn't exist!
          """)
  void whatMakesNoSenseIsRefused(String body, int status, String error) {
    RestServer.Answer answer = server.post("/collections/aliases", body);
    assertThat(answer.status()).as(answer.error()).isEqualTo(status);
    assertThat(answer.error()).contains(error);
    assertThat(server.get("/aliases").result().path("aliases")).isEmpty();
  }
}
