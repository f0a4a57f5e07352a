package io.dunlin.http.grpc;

import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.CollectionParamsDiff;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.IntegerIndexParams;
import io.qdrant.client.grpc.Collections.KeywordIndexParams;
import io.qdrant.client.grpc.Collections.PayloadIndexParams;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.SnowballParams;
import io.qdrant.client.grpc.Collections.StemmingAlgorithm;
import io.qdrant.client.grpc.Collections.StopwordsSet;
import io.qdrant.client.grpc.Collections.TextIndexParams;
import io.qdrant.client.grpc.Collections.TokenizerType;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Points.UpdateStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Collections and the server itself, through the published Java client. */
class OfficialClientCollectionsIT extends BooksClient {
  @Test
  void theServerNamesItsContract() {
    assertThat(get(client.healthCheckAsync()).getVersion()).isEqualTo("1.18.3");
  }

  @Test
  void collectionsAreMadeListedDescribedChangedAndDropped() {
    CreateCollection create =
        CreateCollection.newBuilder()
            .setCollectionName("many")
            .setShardNumber(3)
            .setOnDiskPayload(false)
            .setVectorsConfig(
                VectorsConfig.newBuilder()
                    .setParamsMap(
                        VectorParamsMap.newBuilder()
                            .putMap(
                                "image",
                                VectorParams.newBuilder()
                                    .setSize(4)
                                    .setDistance(Distance.Cosine)
                                    .setHnswConfig(HnswConfigDiff.newBuilder().setM(8))
                                    .build())
                            .putMap(
                                "text",
                                VectorParams.newBuilder()
                                    .setSize(3)
                                    .setDistance(Distance.Manhattan)
                                    .build())))
            .putMetadata("owner", value("me"))
            .build();
    assertThat(get(client.createCollectionAsync(create)).getResult()).isTrue();
    assertThat(get(client.listCollectionsAsync())).containsExactly(BOOKS, "many");
    assertThat(get(client.collectionExistsAsync("many"))).isTrue();

    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName("many")
                .setHnswConfig(HnswConfigDiff.newBuilder().setEfConstruct(55))
                .setParams(CollectionParamsDiff.newBuilder().setOnDiskPayload(true))
                .putMetadata("size", value(7))
                .build()));

    var info = get(client.getCollectionInfoAsync("many"));
    assertThat(info.getStatus()).isEqualTo(CollectionStatus.Green);
    assertThat(info.getOptimizerStatus().getOk()).isTrue();
    assertThat(info.getConfig().getParams().getShardNumber()).isEqualTo(3);
    assertThat(info.getConfig().getParams().getOnDiskPayload()).isTrue();
    assertThat(info.getConfig().getHnswConfig().getM()).isEqualTo(16);
    assertThat(info.getConfig().getHnswConfig().getEfConstruct()).isEqualTo(55);
    assertThat(info.getConfig().getOptimizerConfig().getIndexingThreshold()).isEqualTo(20_000);
    assertThat(info.getConfig().getMetadataMap())
        .isEqualTo(Map.of("owner", value("me"), "size", value(7)));
    assertThat(info.getConfig().getParams().getVectorsConfig())
        .isEqualTo(create.getVectorsConfig());

    var cluster = get(client.getCollectionClusterInfoAsync("many"));
    assertThat(cluster.getShardCount()).isEqualTo(3);
    assertThat(cluster.getLocalShardsList()).hasSize(3);

    assertThat(get(client.deleteCollectionAsync("many")).getResult()).isTrue();
    assertThat(client.deleteCollectionAsync("many"))
        .as("the client makes an error of the answer `false`")
        .failsWithin(Duration.ofSeconds(20));
    assertThat(get(client.collectionExistsAsync("many"))).isFalse();
  }

  /**
   * REST has them in its paths, so both have the same rules. The stub sends what the client would
   * not.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a\0", "a*"})
  void namesThatCannotBe(String name) {
    refuses(
        CreateCollection.newBuilder().setCollectionName(name).setVectorsConfig(vectors("text")),
        "[collection_name: ");
    if (!name.isEmpty()) {
      refuses(
          CreateCollection.newBuilder().setCollectionName("many").setVectorsConfig(vectors(name)),
          "[vectors_config: ");
    }
    assertThat(get(client.listCollectionsAsync())).containsExactly(BOOKS);
  }

  @Test
  void moreShardsThanThereAreSlots() {
    refuses(
        CreateCollection.newBuilder()
            .setCollectionName("many")
            .setShardNumber(16_385)
            .setVectorsConfig(vectors("text")),
        "[shard_number: value 16385 invalid, must be from 1 to 16384]");
  }

  private static VectorsConfig vectors(String name) {
    VectorParams params =
        VectorParams.newBuilder().setSize(3).setDistance(Distance.Manhattan).build();
    return VectorsConfig.newBuilder()
        .setParamsMap(VectorParamsMap.newBuilder().putMap(name, params))
        .build();
  }

  private static void refuses(CreateCollection.Builder create, String problem) {
    assertThatThrownBy(() -> client.grpcClient().collections().create(create.build()).get())
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(refused.getStatus().getDescription()).contains(problem);
            });
  }

  @Test
  void payloadIndexesAreMadeDescribedAndDropped() {
    PayloadIndexParams tenant =
        PayloadIndexParams.newBuilder()
            .setKeywordIndexParams(KeywordIndexParams.newBuilder().setIsTenant(true))
            .build();
    PayloadIndexParams ranges =
        PayloadIndexParams.newBuilder()
            .setIntegerIndexParams(IntegerIndexParams.newBuilder().setLookup(false))
            .build();
    assertThat(
            get(client.createPayloadIndexAsync(
                    BOOKS, "owner", PayloadSchemaType.Keyword, tenant, true, null, null))
                .getStatus())
        .isEqualTo(UpdateStatus.Completed);
    get(
        client.createPayloadIndexAsync(
            BOOKS, "year", PayloadSchemaType.Integer, ranges, true, null, null));
    PayloadIndexParams words =
        PayloadIndexParams.newBuilder()
            .setTextIndexParams(
                TextIndexParams.newBuilder()
                    .setTokenizer(TokenizerType.Multilingual)
                    .setMinTokenLen(2)
                    .setMaxTokenLen(30)
                    .setLowercase(true)
                    .setAsciiFolding(true)
                    .setPhraseMatching(true)
                    .setOnDisk(true)
                    .setEnableHnsw(false)
                    .setStopwords(StopwordsSet.newBuilder().addLanguages("hebrew").addCustom("vol"))
                    .setStemmer(
                        StemmingAlgorithm.newBuilder()
                            .setSnowball(SnowballParams.newBuilder().setLanguage("english"))))
            .build();
    get(
        client.createPayloadIndexAsync(
            BOOKS, "title", PayloadSchemaType.Text, words, true, null, null));
    get(
        client.createPayloadIndexAsync(
            BOOKS, "blurb", PayloadSchemaType.Text, null, true, null, null));
    get(
        client.createPayloadIndexAsync(
            BOOKS, "shop.place", PayloadSchemaType.Geo, null, false, null, null));

    var info = get(client.getCollectionInfoAsync(BOOKS));
    assertThat(info.getPayloadSchemaMap())
        .containsOnlyKeys("owner", "year", "title", "blurb", "shop.place");
    assertThat(info.getPayloadSchemaOrThrow("title").getDataType())
        .isEqualTo(PayloadSchemaType.Text);
    assertThat(info.getPayloadSchemaOrThrow("title").getParams()).isEqualTo(words);
    assertThat(info.getPayloadSchemaOrThrow("blurb").getDataType())
        .isEqualTo(PayloadSchemaType.Text);
    assertThat(info.getPayloadSchemaOrThrow("blurb").hasParams()).isFalse();
    assertThat(info.getPayloadSchemaOrThrow("owner").getDataType())
        .isEqualTo(PayloadSchemaType.Keyword);
    assertThat(info.getPayloadSchemaOrThrow("owner").getParams()).isEqualTo(tenant);
    assertThat(info.getPayloadSchemaOrThrow("year").getParams()).isEqualTo(ranges);
    assertThat(info.getPayloadSchemaOrThrow("shop.place").getDataType())
        .isEqualTo(PayloadSchemaType.Geo);
    assertThat(info.getPayloadSchemaOrThrow("shop.place").hasParams()).isFalse();

    for (String field : info.getPayloadSchemaMap().keySet()) {
      get(client.deletePayloadIndexAsync(BOOKS, field, true, null, null));
    }
    assertThat(get(client.getCollectionInfoAsync(BOOKS)).getPayloadSchemaMap()).isEmpty();
  }

  @Test
  void textIndexesThatCannotBeAreRefused() {
    isRefused(
        TextIndexParams.newBuilder().setMinTokenLen(5).setMaxTokenLen(4),
        "INVALID_ARGUMENT",
        "field_index_params.max_token_len: value 4 invalid");
    isRefused(
        TextIndexParams.newBuilder()
            .setStemmer(
                StemmingAlgorithm.newBuilder()
                    .setSnowball(SnowballParams.newBuilder().setLanguage("klingon"))),
        "INVALID_ARGUMENT",
        "\"klingon\" invalid, must be one of `arabic`");
    isRefused(
        TextIndexParams.newBuilder().setStopwords(StopwordsSet.newBuilder().addLanguages("latin")),
        "INVALID_ARGUMENT",
        "\"latin\" invalid, must be one of `arabic`");
    assertThat(get(client.getCollectionInfoAsync(BOOKS)).getPayloadSchemaMap()).isEmpty();
  }

  private static void isRefused(TextIndexParams.Builder params, String... because) {
    PayloadIndexParams index = PayloadIndexParams.newBuilder().setTextIndexParams(params).build();
    assertThatThrownBy(() ->
            get(
                client.createPayloadIndexAsync(
                    BOOKS, "title", PayloadSchemaType.Text, index, true, null, null)))
        .rootCause()
        .hasMessageContainingAll(because);
  }

  @Test
  void aliasesAreMadeRenamedListedAndDropped() {
    assertThat(get(client.createAliasAsync("library", BOOKS)).getResult()).isTrue();
    assertThat(get(client.collectionExistsAsync("library"))).isTrue();
    assertThat(get(client.getCollectionInfoAsync("library")))
        .isEqualTo(get(client.getCollectionInfoAsync(BOOKS)));
    assertThat(get(client.renameAliasAsync("library", "shelf")).getResult()).isTrue();
    assertThat(get(client.listCollectionAliasesAsync("shelf"))).containsExactly("shelf");
    assertThat(get(client.listAliasesAsync()))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.getAliasName()).isEqualTo("shelf");
          assertThat(one.getCollectionName()).isEqualTo(BOOKS);
        });
    assertThat(client.createAliasAsync("a/b", BOOKS)).failsWithin(Duration.ofSeconds(20));
    assertThat(get(client.deleteAliasAsync("shelf")).getResult()).isTrue();
    assertThat(get(client.listAliasesAsync())).isEmpty();
  }
}
