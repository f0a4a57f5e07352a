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
  @ValueSource(strings = {"keyword", "integer", "float", "bool", "geo", "datetime", "uuid", "text"})
  void anIndexIsMadeShownAndDropped(String type) {
    JsonNode made =
        server
            .put(
                BIRDS + "/index?wait=true",
                "{\"field_name\": \"a.b[]\", \"field_schema\": \"%s\"}".formatted(type))
            .result();
    assertThat(made.path("status").asText()).isEqualTo("completed");
    assertThat(made.path("operation_id").asLong()).isPositive();
    assertThat(schema().path("a.b[]").toString())
        .isEqualTo("{\"data_type\":\"%s\",\"points\":0}".formatted(type));

    JsonNode dropped = server.delete(BIRDS + "/index/a.b%5B%5D").result();
    assertThat(dropped.path("status").asText()).isEqualTo("acknowledged");
    assertThat(dropped.path("operation_id").asLong())
        .isGreaterThan(made.path("operation_id").asLong());
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

  @Test
  void whatIsAWordIsShownAsItWasGiven() {
    server
        .put(
            BIRDS + "/index",
            """
            {"field_name": "song", "field_schema": {"tokenizer": "multilingual", "min_token_len": 2,
             "max_token_len": 20, "lowercase": false, "ascii_folding": true, "phrase_matching": true,
             "stopwords": {"languages": ["english"], "custom": ["tweet"]}, "on_disk": true,
             "stemmer": {"type": "snowball", "language": "english"}, "type": "text"}}\
            """)
        .result();
    assertThat(schema().path("song").path("params").toString())
        .isEqualTo(
            "{\"type\":\"text\",\"on_disk\":true,\"tokenizer\":\"multilingual\",\"min_token_len\":2,\"max_token_len\":20,"
                + "\"lowercase\":false,\"ascii_folding\":true,\"phrase_matching\":true,"
                + "\"stopwords\":{\"languages\":[\"english\"],\"custom\":[\"tweet\"]},"
                + "\"stemmer\":{\"type\":\"snowball\",\"language\":\"english\"}}");
    server
        .put(
            BIRDS + "/index",
            "{\"field_name\": \"song\", \"field_schema\": {\"type\": \"text\", \"stopwords\": \"hebrew\"}}")
        .result();
    assertThat(schema().path("song").path("params").toString())
        .isEqualTo("{\"type\":\"text\",\"stopwords\":{\"languages\":[\"hebrew\"]}}");
  }

  /** Without an index a part of the text is looked for, with one its words. */
  @Test
  void conditionsOnTextsMeanWhatTheIndexSays() {
    server
        .put(
            BIRDS + "/points?wait=true",
            """
            {"points": [
             {"id": 1, "vector": [1, 0], "payload": {"song": "Twittering and piping"}},
             {"id": 2, "vector": [1, 0], "payload": {"song": ["a pipe", "A twitter"]}},
             {"id": 3, "vector": [1, 0], "payload": {"song": "piping, twittering", "seen": [{"note": "Piping"}]}},
             {"id": 4, "vector": [1, 0], "payload": {"song": 7}}]}\
            """)
        .result();
    assertThat(found("song", "text", "ipin")).isEqualTo("[1,3]");
    assertThat(found("song", "text", "twitter pipe")).isEqualTo("[]");
    assertThat(found("song", "phrase", "piping, twi")).isEqualTo("[3]");
    index("song", "\"stemmer\": {\"type\": \"snowball\", \"language\": \"english\"}");
    assertThat(found("song", "text", "ipin")).isEqualTo("[]");
    assertThat(found("song", "text", "PIPED twitters")).isEqualTo("[1,3]");
    assertThat(found("song", "text_any", "piped owls")).isEqualTo("[1,2,3]");
    assertThat(found("song", "prefix", "pip")).isEqualTo("[3]");
    assertThat(found("song", "phrase", "piping twittering")).isEqualTo("[]");
    index("song", "\"phrase_matching\": true");
    assertThat(found("song", "phrase", "PIPING twittering")).isEqualTo("[3]");
    assertThat(found("song", "phrase", "twittering piping")).isEqualTo("[]");

    String nested =
        """
        {"filter": {"must": {"nested": {"key": "seen", "filter":
         {"must": {"key": "note", "match": {"text": "piping"}}}}}}}\
        """;
    assertThat(scroll(nested)).isEqualTo("[]");
    index("seen[].note", "\"tokenizer\": \"word\"");
    assertThat(scroll(nested)).isEqualTo("[3]");
    server.post(BIRDS + "/points/delete?wait=true", nested).result();
    assertThat(scroll("{}")).isEqualTo("[1,2,4]");
    assertThat(server.delete(BIRDS + "/index/song").status()).isEqualTo(200);
    assertThat(found("song", "text", "ipin")).isEqualTo("[1]");
  }

  private void index(String field, String more) {
    server
        .put(
            BIRDS + "/index?wait=true",
            "{\"field_name\": \"%s\", \"field_schema\": {\"type\": \"text\", %s}}"
                .formatted(field, more))
        .result();
  }

  /** By scroll, search and count. */
  private String found(String key, String match, String text) {
    String filter =
        "\"filter\": {\"must\": [{\"key\": \"%s\", \"match\": {\"%s\": \"%s\"}}]}"
            .formatted(key, match, text);
    String scrolled = scroll("{%s}".formatted(filter));
    JsonNode searched =
        server
            .post(
                BIRDS + "/points/search",
                "{\"vector\": [1, 0], \"limit\": 9, %s}".formatted(filter))
            .result();
    assertThat(
            searched.findValues("id").stream()
                .map(JsonNode::asInt)
                .sorted()
                .toList()
                .toString()
                .replace(" ", ""))
        .isEqualTo(scrolled);
    assertThat(
            server
                .post(BIRDS + "/points/count", "{%s}".formatted(filter))
                .result()
                .path("count")
                .asInt())
        .isEqualTo(searched.size());
    return scrolled;
  }

  private String scroll(String body) {
    JsonNode points = server.post(BIRDS + "/points/scroll", body).result().path("points");
    return points.findValues("id").toString().replace(" ", "");
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
          {"field_name": "a", "field_schema": {"type": "integer", "lookup": false, "range": false}} | 422 | field_schema.range: value false invalid
          {"field_name": "a", "field_schema": {"type": "text", "tokenizer": "ngram"}} | 400 | unknown variant `ngram`, expected one of `prefix`, `whitespace`, `word`, `multilingual`
          {"field_name": "a", "field_schema": {"type": "text", "min_token_len": -1}} | 400 | expected u64
          {"field_name": "a", "field_schema": {"type": "text", "min_token_len": 5, "max_token_len": 4}} | 422 | field_schema.max_token_len: value 4 invalid, must be 5 or larger
          {"field_name": "a", "field_schema": {"type": "text", "stemmer": {"type": "snowball", "language": "klingon"}}} | 400 | unknown variant `klingon`, expected one of `arabic`
          {"field_name": "a", "field_schema": {"type": "text", "stemmer": {"type": "snowball"}}} | 400 | missing field `language`
          {"field_name": "a", "field_schema": {"type": "text", "stemmer": {"type": "porter", "language": "english"}}} | 400 | unknown variant `porter`
          {"field_name": "a", "field_schema": {"type": "text", "stopwords": "klingon"}} | 400 | unknown variant `klingon`
          {"field_name": "a", "field_schema": {"type": "text", "stopwords": {"languages": ["english", "latin"]}}} | 400 | unknown variant `latin`, expected one of `arabic`
          {"field_name": "a", "field_schema": {"type": "text", "stemmer": {"type": "snowball", "language": "hebrew"}}} | 400 | unknown variant `hebrew`, expected one of `arabic`
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
