package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sparse vectors and multivectors over REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VectorKindsIT {
  private static final String POINTS = "/collections/c/points";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RestServer server = RestServer.start();

  @BeforeEach
  void fill() {
    server.clear();
    server
        .put(
            "/collections/c",
            json(
                """
                {'vectors': {
                   'one': {'size': 2, 'distance': 'Dot'},
                   'many': {'size': 2, 'distance': 'Dot',
                            'multivector_config': {'comparator': 'max_sim'}}},
                 'sparse_vectors': {
                   'words': {'modifier': 'none', 'index': {
                     'full_scan_threshold': 500, 'on_disk': true, 'datatype': 'float16'}},
                   'rare': {}}}
                """))
        .result();
    server
        .put(
            POINTS + "?wait=true",
            json(
                """
                {'points': [
                  {'id': 1, 'vector': {
                     'one': [1, 2],
                     'many': [[1, 0], [0, 1]],
                     'words': {'indices': [4294967295, 7, 0], 'values': [3, 0.5, -1]}}},
                  {'id': 2, 'vector': {
                     'many': [3, 4],
                     'words': {'indices': [], 'values': []}}}]}
                """))
        .result();
    server
        .put(
            POINTS + "?wait=true",
            json(
                """
                {'batch': {'ids': [3, 4], 'vectors': {
                   'many': [[[5, 6]], [[0, 0], [-1, -1]]],
                   'words': [{'indices': [7], 'values': [2]},
                             {'values': [1, 1], 'indices': [0, 7]}]}}}
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

  private static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(json(text));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode vectors(JsonNode point) {
    return point.get("vector");
  }

  private JsonNode vectors(int id) {
    return vectors(server.get(POINTS + "/" + id).result());
  }

  private String found(String body) {
    StringBuilder found = new StringBuilder();
    for (JsonNode point : server.post(POINTS + "/query", json(body)).result().get("points")) {
      found.append(point.get("id").asInt()).append('=').append(point.get("score")).append(' ');
    }
    return found.toString().strip();
  }

  @Test
  void configurationsAreKept() {
    JsonNode params = server.get("/collections/c").result().at("/config/params");
    assertThat(params.at("/vectors/many/multivector_config"))
        .isEqualTo(tree("{'comparator':'max_sim'}"));
    assertThat(params.at("/vectors/one").has("multivector_config")).isFalse();
    assertThat(params.get("sparse_vectors"))
        .isEqualTo(
            tree(
                "{'rare':{},'words':{'index':{'full_scan_threshold':500,'on_disk':true,"
                    + "'datatype':'float16'},'modifier':'none'}}"));
  }

  @Test
  void aChangeOfOneSparseVectorKeepsTheRest() {
    server
        .patch("/collections/c", json("{'sparse_vectors':{'words':{'modifier':'idf'}}}"))
        .result();
    JsonNode sparse = server.get("/collections/c").result().at("/config/params/sparse_vectors");
    assertThat(sparse.at("/words/modifier").asText()).isEqualTo("idf");
    assertThat(sparse.at("/words/index/full_scan_threshold").asInt()).isEqualTo(500);
    assertThat(sparse.get("rare").isEmpty()).isTrue();
  }

  @Test
  void vectorsComeBackSortedByIndex() {
    assertThat(vectors(1))
        .isEqualTo(
            tree(
                "{'many':[[1.0,0.0],[0.0,1.0]],'one':[1.0,2.0],"
                    + "'words':{'indices':[0,7,4294967295],'values':[-1.0,0.5,3.0]}}"));
    // One vector for a multivector is a row of one.
    assertThat(vectors(2).get("many")).isEqualTo(tree("[[3.0,4.0]]"));
    assertThat(vectors(2).get("words")).isEqualTo(tree("{'indices':[],'values':[]}"));
    JsonNode scrolled =
        server.post(POINTS + "/scroll", json("{'with_vector':['words'],'offset':3}")).result();
    assertThat(vectors(scrolled.at("/points/1")))
        .isEqualTo(tree("{'words':{'indices':[0,7],'values':[1.0,1.0]}}"));
    JsonNode retrieved =
        server.post(POINTS, json("{'ids':[4],'with_vector':true}")).result().get(0);
    assertThat(vectors(retrieved).get("many")).isEqualTo(tree("[[0.0,0.0],[-1.0,-1.0]]"));
  }

  @Test
  void sparseVectorsAreSearched() {
    String query = "'using':'words','query':{'indices':[7,0],'values':[2,1]}";
    assertThat(found("{" + query + "}")).isEqualTo("3=4.0 4=3.0 1=0.0");
    assertThat(found("{" + query + ",'score_threshold':3.5}")).isEqualTo("3=4.0");
    assertThat(found("{'using':'words','query':{'nearest':{'indices':[0],'values':[-1]}}}"))
        .isEqualTo("1=1.0 4=-1.0");
    assertThat(found("{'using':'words','query':3}")).isEqualTo("4=2.0 1=1.0");
    assertThat(found("{'using':'rare','query':{'indices':[7],'values':[1]}}")).isEmpty();
    assertThat(found("{'using':'words','query':{'recommend':{'positive':[3,4]}}}"))
        .isEqualTo("1=0.25");
    assertThat(
            found(
                "{'query':{'fusion':'rrf'},'limit':1,'prefetch':["
                    + "{'using':'words','query':{'indices':[7],'values':[1]}},"
                    + "{'using':'many','query':[[1,0]]}]}"))
        .isEqualTo("3=1.0");
    JsonNode hits =
        server
            .post(
                POINTS + "/search",
                json("{'vector':{'name':'words','vector':{'indices':[7],'values':[1]}},'limit':1}"))
            .result();
    assertThat(hits.at("/0/id").asInt()).isEqualTo(3);
    assertThat(hits.at("/0/score").asDouble()).isEqualTo(2);
  }

  @Test
  void multivectorsAreSearched() {
    assertThat(found("{'using':'many','query':[[1,0],[0,2]],'limit':3}"))
        .isEqualTo("3=17.0 2=11.0 1=3.0");
    assertThat(found("{'using':'many','query':[1,0],'limit':2}")).isEqualTo("3=5.0 2=3.0");
    assertThat(found("{'using':'many','query':1,'limit':1}")).isEqualTo("3=11.0");
  }

  @Test
  void vectorsOfAllKindsAreChangedAndTakenAway() {
    server
        .put(
            POINTS + "/vectors?wait=true",
            json(
                """
                {'points': [{'id': 1, 'vector': {
                   'words': {'indices': [9], 'values': [1]}, 'many': [[8, 8]]}}]}
                """))
        .result();
    assertThat(vectors(1))
        .isEqualTo(
            tree("{'many':[[8.0,8.0]],'one':[1.0,2.0],'words':{'indices':[9],'values':[1.0]}}"));
    server
        .post(
            POINTS + "/vectors/delete?wait=true", json("{'points':[1],'vector':['words','many']}"))
        .result();
    assertThat(vectors(1)).isEqualTo(tree("{'one':[1.0,2.0]}"));
    JsonNode counted =
        server
            .post(POINTS + "/count", json("{'filter':{'must':[{'has_vector':'words'}]}}"))
            .result();
    assertThat(counted.get("count").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'vectors':{'s':{'size':2,'distance':'Dot'}},'sparse_vectors':{'s':{}}}; 422; [sparse_vectors.s: is the name of a dense vector too]",
        "{'sparse_vectors':{'':{}}}; 422; [sparse_vectors.: must have a name]",
        "{'sparse_vectors':{'a/b':{}}}; 422; [sparse_vectors: vector name cannot contain",
        "{'sparse_vectors':{'s':{'modifier':'odd'}}}; 400; unknown variant `odd`",
        "{'vectors':{'size':2,'distance':'Dot','multivector_config':{}}}; 400; missing field `comparator`",
        "{'vectors':{'size':2,'distance':'Dot','multivector_config':{'comparator':'max'}}}; 400; unknown variant `max`",
        "{'vectors':{'size':2,'distance':'Dot','index':{'type':'hnsw'},'multivector_config':{'comparator':'max_sim'}}}; 422; [vectors.index: must be of type flat with multivectors",
      })
  void configurationsThatCannotBe(String body, int status, String reason) {
    Answer answer = server.put("/collections/other", json(body));
    assertThat(answer.status()).as(answer.error()).isEqualTo(status);
    assertThat(answer.error()).contains(json(reason));
  }
}
