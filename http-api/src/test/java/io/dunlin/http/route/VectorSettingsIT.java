package io.dunlin.http.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.http.RestServer;
import io.dunlin.http.RestServer.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How vectors are stored, coded and indexed: as it is given, and as it is shown. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VectorSettingsIT {
  private final RestServer server = RestServer.start();

  @BeforeAll
  void warmUp() {
    assertThat(server.get("/").status()).isEqualTo(200);
  }

  @AfterEach
  void clear() {
    server.clear();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private JsonNode config() {
    return server.get("/collections/c").result().get("config");
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void vectorsAreNormalisedAsIsSaid() {
    server
        .put(
            "/collections/c",
            json(
                "{'vectors':{'a':{'size':2,'distance':'Dot','normalize':true},"
                    + "'b':{'size':2,'distance':'Dot','normalize':false}}}"))
        .result();
    assertThat(config().at("/params/normalize")).isEqualTo(RestServer.parse("{\"a\":true}"));
    assertThat(config().at("/params/vectors/a").has("normalize")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Dot,uint8", "Hamming,", "Jaccard,"})
  void wholeNumbersAreNotNormalised(String distance, String datatype) {
    Answer answer =
        server.put(
            "/collections/c",
            json(
                "{'vectors':{'size':8,'distance':'%s','datatype':%s,'normalize':true}}"
                    .formatted(distance, datatype == null ? "null" : "'" + datatype + "'")));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.error()).contains("normalize: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'scalar':{'type':'int8'}}",
        "{'scalar':{'type':'int8','quantile':0.5,'always_ram':true}}",
        "{'scalar':{'type':'int8','quantile':1.0,'always_ram':false}}",
        "{'product':{'compression':'x4'}}",
        "{'product':{'compression':'x8'}}",
        "{'product':{'compression':'x16'}}",
        "{'product':{'compression':'x32','always_ram':true}}",
        "{'product':{'compression':'x64'}}",
        "{'binary':{}}",
        "{'binary':{'encoding':'one_bit','query_encoding':'default','always_ram':true}}",
        "{'binary':{'encoding':'two_bits','query_encoding':'binary'}}",
        "{'binary':{'encoding':'one_and_half_bits','query_encoding':'scalar4bits'}}",
        "{'binary':{'query_encoding':'scalar8bits'}}",
        "{'turbo':{}}",
        "{'turbo':{'bits':'bits1'}}",
        "{'turbo':{'bits':'bits1_5'}}",
        "{'turbo':{'bits':'bits2'}}",
        "{'turbo':{'bits':'bits4','always_ram':true}}",
      })
  void quantizationIsShownAsItWasGiven(String text) {
    String quantization = json(text);
    server
        .put(
            "/collections/c",
            """
            {"vectors": {"a": {"size": 4, "distance": "Dot", "quantization_config": %s},
                         "b": {"size": 4, "distance": "Dot", "quantization_config": null}},
             "quantization_config": %s}
            """
                .formatted(quantization, quantization))
        .result();
    assertThat(config().get("quantization_config")).hasToString(quantization);
    assertThat(config().at("/params/vectors/a/quantization_config")).hasToString(quantization);
    assertThat(config().at("/params/vectors/b").has("quantization_config")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float16", "uint8"})
  void datatypesAreShownAsTheyWereGiven(String datatype) {
    server
        .put(
            "/collections/c",
            """
            {"vectors": {"size": 4, "distance": "Dot", "datatype": "%s"},
             "hnsw_config": {"inline_storage": true}}
            """
                .formatted(datatype))
        .result();
    assertThat(config().at("/params/vectors/datatype").asText()).isEqualTo(datatype);
    assertThat(config().at("/hnsw_config/inline_storage").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cosine", "Euclid", "Dot", "Manhattan", "Hamming", "Jaccard"})
  void distancesAreShownAsTheyWereGiven(String distance) {
    server
        .put("/collections/c", json("{'vectors':{'size':4,'distance':'" + distance + "'}}"))
        .result();
    assertThat(config().at("/params/vectors/distance").asText()).isEqualTo(distance);
  }

  @Test
  void whatWasNotGivenIsNotShown() {
    server.put("/collections/c", json("{'vectors':{'size':4,'distance':'Dot'}}")).result();
    assertThat(config().at("/params/vectors").toString())
        .isEqualTo(json("{'size':4,'distance':'Dot'}"));
    assertThat(config().get("quantization_config").isNull()).isTrue();
    assertThat(config().get("hnsw_config").has("inline_storage")).isFalse();
    assertThat(config().get("params").has("index")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'flat'}",
        "{'type':'hnsw','pca':3}",
        "{'type':'ivf_flat','nlist':64,'nprobe':8}",
        "{'type':'ivf_sq8'}",
        "{'type':'ivf_pq','pq':{'m':4,'bits':4,'opq':true,'anisotropic':false}}",
        "{'type':'ivf_rabitq','nlist':64}",
        "{'type':'ivf_hnsw','codec':'flat'}",
        "{'type':'ivf_hnsw','codec':'sq8'}",
        "{'type':'ivf_hnsw','pq':{'bits':8},'codec':'pq'}",
        "{'type':'ivf_hnsw','codec':'rabitq','pca':2}",
        "{'type':'fused','nlist':64,'nprobe':8,'codec':'sq8'}",
        "{'type':'tiered','nlist':64,'nprobe':8,'pq':{'m':2},'codec':'pq','hot':5000}",
        "{'type':'partitioned','nlist':64,'nprobe':8,'pca':2}",
        "{'type':'auto'}",
      })
  void indexesAreShownBesideTheVectors(String text) {
    String index = json(text);
    server
        .put(
            "/collections/c", json("{'vectors':{'size':4,'distance':'Dot','index':" + index + "}}"))
        .result();
    assertThat(config().at("/params/index/")).hasToString(index);
    assertThat(config().at("/params/vectors").has("index")).isFalse();
  }

  @Test
  void aVectorMayBeCalledIndex() {
    String spec = json("{'size':4,'distance':'Dot','index':{'type':'flat'}}");
    server
        .put("/collections/c", json("{'vectors':{'index':" + spec + ",'b':" + spec + "}}"))
        .result();
    assertThat(config().at("/params/vectors/index/size").asInt()).isEqualTo(4);
    assertThat(config().at("/params/index/index/type").asText()).isEqualTo("flat");
    assertThat(config().at("/params/index/b/type").asText()).isEqualTo("flat");
  }

  @Test
  void theOrderOfFieldsDoesNotMatter() {
    server
        .put(
            "/collections/c",
            json("{'vectors':{'index':{'type':'flat'},'distance':'Dot','size':4}}"))
        .result();
    assertThat(config().at("/params/vectors/size").asInt()).isEqualTo(4);
    assertThat(config().at("/params/index//type").asText()).isEqualTo("flat");
  }

  @Test
  void aPatchReplacesQuantizationAndIndexes() {
    server
        .put(
            "/collections/c",
            json(
                "{'vectors':{'a':{'size':4,'distance':'Dot','index':{'type':'ivf_flat','nlist':9}},"
                    + "'b':{'size':4,'distance':'Dot'}},"
                    + "'quantization_config':{'scalar':{'type':'int8','quantile':0.9}}}"))
        .result();
    patch(
        "{'vectors':{'a':{'index':{'type':'ivf_sq8'},'hnsw_config':{'m':7},"
            + "'quantization_config':{'binary':{'always_ram':true}}}},"
            + "'hnsw_config':{'inline_storage':true},'quantization_config':null}");
    assertThat(config().at("/params/index/a")).hasToString(json("{'type':'ivf_sq8'}"));
    assertThat(config().at("/params/vectors/a/hnsw_config/m").asInt()).isEqualTo(7);
    assertThat(config().at("/params/vectors/a/quantization_config"))
        .hasToString(json("{'binary':{'always_ram':true}}"));
    assertThat(config().at("/params/vectors/b").toString())
        .isEqualTo(json("{'size':4,'distance':'Dot'}"));
    assertThat(config().at("/hnsw_config/inline_storage").asBoolean()).isTrue();
    assertThat(config().at("/quantization_config/scalar/quantile").asDouble()).isEqualTo(0.9);

    patch("{'quantization_config':{'product':{'compression':'x8'}}}");
    assertThat(config().get("quantization_config"))
        .hasToString(json("{'product':{'compression':'x8'}}"));
    patch("{'vectors':{'a':{'quantization_config':'Disabled'}},'quantization_config':'Disabled'}");
    assertThat(config().get("quantization_config").isNull()).isTrue();
    assertThat(config().at("/params/vectors/a").has("quantization_config")).isFalse();
  }

  private void patch(String body) {
    assertThat(server.patch("/collections/c", json(body)).result().asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "'quantization_config':{'scalar':{'type':'int8','quantile':0.4}}; 422; [quantization_config.scalar.quantile: value 0.4 invalid, must be from 0.5 to 1.0]",
        "'quantization_config':{'scalar':{'type':'int8','quantile':1.5}}; 422; [quantization_config.scalar.quantile: value 1.5 invalid, must be from 0.5 to 1.0]",
        "'quantization_config':{'scalar':{}}; 400; missing field `type`",
        "'quantization_config':{'scalar':{'type':'int4'}}; 400; unknown variant `int4`, expected one of `int8`",
        "'quantization_config':{'product':{}}; 400; missing field `compression`",
        "'quantization_config':{'product':{'compression':'x5'}}; 400; unknown variant `x5`, expected one of `x4`, `x8`, `x16`, `x32`, `x64`",
        "'quantization_config':{'binary':{'encoding':'bits'}}; 400; unknown variant `bits`, expected one of `one_bit`, `two_bits`, `one_and_half_bits`",
        "'quantization_config':{'octal':{}}; 400; data did not match any variant of untagged enum QuantizationConfig",
        "'quantization_config':'Disabled'; 400; invalid type: string \"Disabled\", expected a kind of quantization",
        "'vectors':{'size':4,'distance':'Dot','datatype':'int8'}; 400; unknown variant `int8`, expected one of `float32`, `float16`, `uint8`",
        "'vectors':{'size':4,'distance':'Cosine','datatype':'uint8'}; 422; [vectors.datatype: uint8 cannot be with distance Cosine",
        "'vectors':{'t':{'size':4,'distance':'Cosine','datatype':'uint8'}}; 422; [vectors.t.datatype: uint8 cannot be with distance Cosine",
        "'vectors':{'size':4,'distance':'Hamming','datatype':'uint8'}; 422; [vectors.datatype: cannot be with distances Hamming and Jaccard",
        "'vectors':{'size':4,'distance':'Jaccard','quantization_config':{'binary':{}}}; 422; [vectors.quantization_config: cannot be with distances Hamming and Jaccard",
        "'vectors':{'size':4,'distance':'Hamming','index':{'type':'ivf_pq'}}; 422; [vectors.index.type: must be flat, hnsw or auto with distances Hamming and Jaccard]",
        "'vectors':{'size':4,'distance':'Dot','index':{}}; 400; missing field `type`",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'annoy'}}; 422; [vectors.index.type: value \"annoy\" invalid, must be one of flat, hnsw, ivf_flat, ivf_sq8, ivf_pq, ivf_rabitq, ivf_hnsw, fused, tiered, partitioned, auto]",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'flat','lists':4}}; 400; unknown field `lists`, expected one of `type`, `nlist`, `nprobe`, `pq`, `codec`, `pca`, `hot`",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'ivf_flat','nlist':0}}; 422; [vectors.index.nlist: value 0 invalid, must be from 1 to 1048576]",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'ivf_flat','nprobe':0}}; 422; [vectors.index.nprobe: value 0 invalid, must be 1 or larger]",
        "'vectors':{'t':{'size':4,'distance':'Dot','index':{'type':'ivf_pq','pq':{'m':5}}}}; 422; [vectors.t.index.pq.m: value 5 invalid, must be from 1 to 4]",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'ivf_pq','pq':{'bits':5}}}; 422; [vectors.index.pq.bits: value 5 invalid, must be 4 or 8]",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'ivf_pq','pq':{'n':5}}}; 400; unknown field `n`, expected one of `m`, `bits`, `opq`, `anisotropic`",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'hnsw','pca':4}}; 422; [vectors.index.pca: value 4 invalid, must be 1 or larger and smaller than the vector's size 4]",
        "'vectors':{'size':4,'distance':'Manhattan','index':{'type':'ivf_pq'}}; 422; [vectors.index.type: must be flat, hnsw, ivf_flat, ivf_sq8, partitioned or auto with distance Manhattan]",
        "'vectors':{'size':4,'distance':'Manhattan','index':{'type':'ivf_rabitq'}}; 422; [vectors.index.type: must be flat, hnsw, ivf_flat, ivf_sq8, partitioned or auto with distance Manhattan]",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'ivf_hnsw','codec':'zip'}}; 422; [vectors.index.codec: value \"zip\" invalid, must be one of flat, sq8, pq, rabitq]",
        "'vectors':{'size':4,'distance':'Dot','index':{'type':'hnsw','nlist':4}}; 422; [vectors.index.nlist: is for types with lists]",
      })
  void settingsThatCannotBe(String fields, int status, String reason) {
    Answer answer = server.put("/collections/c", json("{" + fields + "}"));
    assertThat(answer.status()).as(answer.error()).isEqualTo(status);
    assertThat(answer.error())
        .startsWith(
            (status == 422 ? "Validation error in JSON body: " : "Format error in JSON body: ")
                + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "{'quantization_config':'Enabled'}; 400; unknown variant `Enabled`, expected one of `Disabled`",
        "{'vectors':{'':{'index':{'type':'ivf_flat','nlist':0}}}}; 422; [vectors..index.nlist: value 0 invalid",
        "{'vectors':{'':{'on_disk':true}}}; 501; `on_disk` is not built yet",
      })
  void changesThatCannotBe(String body, int status, String reason) {
    server.put("/collections/c", json("{'vectors':{'size':4,'distance':'Dot'}}")).result();
    Answer answer = server.patch("/collections/c", json(body));
    assertThat(answer.status()).as(answer.error()).isEqualTo(status);
    assertThat(answer.error()).contains(reason);
  }
}
