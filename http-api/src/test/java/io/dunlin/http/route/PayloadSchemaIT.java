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

/** What payloads have to be, as REST takes and shows it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PayloadSchemaIT {
  private static final String C = "/collections/c";
  private static final String POINTS = C + "/points?wait=true";

  private final RestServer server = RestServer.start();

  @BeforeEach
  void clear() {
    server.clear();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Answer make(String schema) {
    return server.put(C, "{\"vectors\":{},\"schema\":" + schema + "}");
  }

  private JsonNode shown() {
    return server.get(C).result().at("/config/params/schema");
  }

  private Answer upsert(String payload) {
    return server.put(
        POINTS, "{\"points\":[{\"id\":7,\"vector\":{},\"payload\":%s}]}".formatted(payload));
  }

  @Test
  void whatIsGivenIsShownWithDefaults() {
    make("{\"fields\":{\"a\":{\"type\":\"text\",\"max_length\":5},\"b[].c\":{\"type\":\"geo\"}}}")
        .result();
    assertThat(shown())
        .isEqualTo(
            RestServer.parse(
                """
                {"fields": {"a": {"type": "text", "required": false, "max_length": 5},
                            "b[].c": {"type": "geo", "required": false}}, "extra": "allow"}
                """));
  }

  @Test
  void withoutOneNothingIsShownOrRefused() {
    make("null").result();
    assertThat(shown().isMissingNode()).isTrue();
    upsert("{\"any\":[1,\"a\",{\"b\":null}]}").result();
  }

  @Test
  void aRequestIsRefusedAsAWhole() {
    make("{\"fields\":{\"a\":{\"type\":\"integer\",\"required\":true}}}").result();
    upsert("{\"a\":1}").result();
    Answer refused =
        server.post(
            C + "/points/batch?wait=true",
            """
            {"operations": [
              {"set_payload": {"payload": {"a": 2}, "points": [7]}},
              {"set_payload": {"payload": {"a": "two"}, "points": [7]}}
            ]}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error())
        .isEqualTo(
            "Wrong input: point 7: a: found the string \"two\", expected a required integer");
    assertThat(server.get(C + "/points/7").result().at("/payload/a").asInt()).isEqualTo(1);
  }

  @Test
  void aChangeLoosensAndDoesNotTighten() {
    make("{\"fields\":{\"a\":{\"type\":\"integer\",\"required\":true}},\"extra\":\"refuse\"}")
        .result();
    Answer refused =
        server.patch(C, "{\"schema\":{\"fields\":{\"b\":{\"type\":\"bool\",\"required\":true}}}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).startsWith("Wrong input: schema.fields.b.required: ");
    server
        .patch(
            C, "{\"schema\":{\"fields\":{\"a\":{\"type\":\"float\"},\"b\":{\"type\":\"bool\"}}}}")
        .result();
    assertThat(shown())
        .isEqualTo(
            RestServer.parse(
                """
                {"fields": {"a": {"type": "float", "required": false},
                            "b": {"type": "bool", "required": false}}, "extra": "refuse"}
                """));
    assertThat(upsert("{\"c\":1}").status()).isEqualTo(400);
    server.patch(C, "{\"schema\":{\"fields\":{\"b\":null},\"extra\":\"allow\"}}").result();
    upsert("{\"c\":1,\"b\":5}").result();
    server.patch(C, "{\"metadata\":{\"d\":1}}").result();
    assertThat(shown().path("fields").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'fields':{'a':{'type':'string'}}}                      | 422 | keyword, integer, float",
        "{'fields':{'a':{}}}                                     | 400 | missing field `type`",
        "{'fields':{'a':null}}                                   | 422 | schema.fields.a",
        "{'fields':{'a':{'type':'bool','maximum':3}}}            | 422 | maximum",
        "{'fields':{'a':{'type':'bool','max_length':3}}}         | 422 | schema.fields.a.max_length",
        "{'fields':{'a':{'type':'text','max_length':0}}}         | 422 | max_length",
        "{'fields':{'a[].b':{'type':'text','required':true}}}    | 422 | schema.fields.a[].b.required",
        "{'fields':{'a[]':{'type':'text'}}}                      | 422 | schema.fields.a[]",
        "{'fields':{'a[1].b':{'type':'text'}}}                   | 422 | schema.fields.a[1].b",
        "{'fields':{'a..b':{'type':'text'}}}                     | 400 | a..b",
        "{'extra':'maybe'}                                       | 422 | allow, refuse",
        "{'field':{}}                                            | 422 | fields, extra",
      },
      quoteCharacter = '~')
  void whatIsNoSchemaIsRefused(String schema, int status, String problem) {
    Answer answer = make(schema.replace('\'', '"'));
    assertThat(answer.error()).contains(problem);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(server.get(C).status()).isEqualTo(404);
  }
}
