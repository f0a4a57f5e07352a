package io.dunlin.http.grpc;

import static io.qdrant.client.QueryFactory.nearest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.BinaryQuantization;
import io.qdrant.client.grpc.Collections.BinaryQuantizationEncoding;
import io.qdrant.client.grpc.Collections.BinaryQuantizationQueryEncoding;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CompressionRatio;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Datatype;
import io.qdrant.client.grpc.Collections.Disabled;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.ProductQuantization;
import io.qdrant.client.grpc.Collections.QuantizationConfig;
import io.qdrant.client.grpc.Collections.QuantizationConfigDiff;
import io.qdrant.client.grpc.Collections.QuantizationType;
import io.qdrant.client.grpc.Collections.ScalarQuantization;
import io.qdrant.client.grpc.Collections.TurboQuantBitSize;
import io.qdrant.client.grpc.Collections.TurboQuantization;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.VectorsConfigDiff;
import io.qdrant.client.grpc.Points.QuantizationSearchParams;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SearchPoints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the published client has vectors stored, coded and searched. */
class OfficialClientSettingsIT {
  private static final String BOOKS = "books";
  private static final VectorParams PLAIN =
      VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();

  private static GrpcServer server;
  private static QdrantClient client;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    client =
        new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false).build());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void clear() {
    server.collections().drop(BOOKS, Duration.ofSeconds(1));
  }

  static Stream<QuantizationConfig> quantizations() {
    Stream.Builder<QuantizationConfig> all = Stream.builder();
    all.add(scalar(ScalarQuantization.newBuilder()));
    all.add(scalar(ScalarQuantization.newBuilder().setQuantile(0.99f).setAlwaysRam(true)));
    for (CompressionRatio ratio : CompressionRatio.values()) {
      if (ratio != CompressionRatio.UNRECOGNIZED) {
        all.add(product(ProductQuantization.newBuilder().setCompression(ratio)));
      }
    }
    all.add(product(ProductQuantization.newBuilder().setAlwaysRam(false)));
    all.add(binary(BinaryQuantization.newBuilder()));
    for (BinaryQuantizationEncoding encoding : BinaryQuantizationEncoding.values()) {
      if (encoding != BinaryQuantizationEncoding.UNRECOGNIZED) {
        all.add(binary(BinaryQuantization.newBuilder().setEncoding(encoding).setAlwaysRam(true)));
      }
    }
    for (BinaryQuantizationQueryEncoding.Setting setting :
        BinaryQuantizationQueryEncoding.Setting.values()) {
      if (setting != BinaryQuantizationQueryEncoding.Setting.UNRECOGNIZED) {
        all.add(
            binary(
                BinaryQuantization.newBuilder()
                    .setQueryEncoding(
                        BinaryQuantizationQueryEncoding.newBuilder().setSetting(setting))));
      }
    }
    all.add(turbo(TurboQuantization.newBuilder()));
    for (TurboQuantBitSize bits : TurboQuantBitSize.values()) {
      if (bits != TurboQuantBitSize.UNRECOGNIZED) {
        all.add(turbo(TurboQuantization.newBuilder().setBits(bits).setAlwaysRam(true)));
      }
    }
    return all.build();
  }

  private static QuantizationConfig scalar(ScalarQuantization.Builder scalar) {
    return QuantizationConfig.newBuilder().setScalar(scalar.setType(QuantizationType.Int8)).build();
  }

  private static QuantizationConfig product(ProductQuantization.Builder product) {
    return QuantizationConfig.newBuilder().setProduct(product).build();
  }

  private static QuantizationConfig binary(BinaryQuantization.Builder binary) {
    return QuantizationConfig.newBuilder().setBinary(binary).build();
  }

  private static QuantizationConfig turbo(TurboQuantization.Builder turbo) {
    return QuantizationConfig.newBuilder().setTurboquant(turbo).build();
  }

  private static QuantizationConfigDiff diff(QuantizationConfig config) {
    QuantizationConfigDiff.Builder diff = QuantizationConfigDiff.newBuilder();
    return switch (config.getQuantizationCase()) {
      case SCALAR -> diff.setScalar(config.getScalar()).build();
      case PRODUCT -> diff.setProduct(config.getProduct()).build();
      case BINARY -> diff.setBinary(config.getBinary()).build();
      case TURBOQUANT -> diff.setTurboquant(config.getTurboquant()).build();
      case QUANTIZATION_NOT_SET -> throw new AssertionError();
    };
  }

  @ParameterizedTest
  @MethodSource("quantizations")
  void quantizationIsDescribedAsItWasGiven(QuantizationConfig quantization) {
    VectorParams vector = PLAIN.toBuilder().setQuantizationConfig(quantization).build();
    create(vector, Optional.of(quantization));
    assertThat(config().getQuantizationConfig()).isEqualTo(quantization);
    assertThat(config().getParams().getVectorsConfig().getParams()).isEqualTo(vector);
  }

  @ParameterizedTest
  @MethodSource("quantizations")
  void quantizationCanBeChangedAndTurnedOff(QuantizationConfig quantization) {
    create(PLAIN, Optional.empty());
    assertThat(config().hasQuantizationConfig()).isFalse();
    update(diff(quantization));
    assertThat(config().getQuantizationConfig()).isEqualTo(quantization);
    assertThat(vector().getQuantizationConfig()).isEqualTo(quantization);
    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BOOKS)
                .setHnswConfig(HnswConfigDiff.newBuilder().setInlineStorage(true))
                .build()));
    assertThat(config().getHnswConfig().getInlineStorage()).isTrue();
    assertThat(config().getQuantizationConfig()).as("not named").isEqualTo(quantization);
    update(QuantizationConfigDiff.newBuilder().setDisabled(Disabled.newBuilder()).build());
    assertThat(config().hasQuantizationConfig()).isFalse();
    assertThat(vector().hasQuantizationConfig()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Datatype.class,
      names = {"Float32", "Float16", "Uint8"})
  void datatypesAreDescribedAsTheyWereGiven(Datatype datatype) {
    VectorParams vector = PLAIN.toBuilder().setDatatype(datatype).build();
    create(vector, Optional.empty());
    assertThat(vector()).isEqualTo(vector);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            PLAIN.toBuilder().setSize(0).build(), "[vectors_config.size: value 0 invalid, must be"),
        Arguments.of(
            PLAIN.toBuilder().setSize(Long.MAX_VALUE).build(), "invalid, must be from 1 to 65536]"),
        Arguments.of(
            PLAIN.toBuilder().setDatatype(Datatype.Uint8).setDistance(Distance.Cosine).build(),
            "[vectors_config.datatype: uint8 cannot be with distance Cosine"),
        Arguments.of(
            quantized(QuantizationConfig.newBuilder()), "no kind of quantization is given"),
        Arguments.of(
            quantized(
                QuantizationConfig.newBuilder().setScalar(ScalarQuantization.getDefaultInstance())),
            "must be Int8"),
        Arguments.of(
            quantized(scalar(ScalarQuantization.newBuilder().setQuantile(0.3f)).toBuilder()),
            "[quantization_config.scalar.quantile: value 0.3 invalid, must be from 0.5 to 1.0]"),
        Arguments.of(
            quantized(product(ProductQuantization.newBuilder().setCompressionValue(9)).toBuilder()),
            "this compression is unknown"),
        Arguments.of(PLAIN.toBuilder().setDatatypeValue(77).build(), "this datatype is unknown"));
  }

  private static VectorParams quantized(QuantizationConfig.Builder quantization) {
    return PLAIN.toBuilder().setQuantizationConfig(quantization).build();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatCannotBe(VectorParams vector, String reason) {
    assertThatThrownBy(() -> create(vector, Optional.empty()))
        .hasRootCauseInstanceOf(StatusRuntimeException.class)
        .rootCause()
        .hasMessageStartingWith("INVALID_ARGUMENT")
        .hasMessageContaining(reason);
  }

  @Test
  void searchesSayHowCodesAreUsed() {
    create(PLAIN, Optional.empty());
    assertThat(tuning(SearchParams.newBuilder())).isEqualTo(SearchTuning.DEFAULT);
    assertThat(codes(QuantizationSearchParams.newBuilder())).isEqualTo(CodeUse.DEFAULT);
    assertThat(codes(QuantizationSearchParams.newBuilder().setIgnore(true)))
        .isEqualTo(new CodeUse(true, true, 0));
    assertThat(codes(QuantizationSearchParams.newBuilder().setRescore(false).setOversampling(2.5)))
        .isEqualTo(new CodeUse(false, false, 2.5f));
    assertThat(codes(QuantizationSearchParams.newBuilder().setOversampling(1e300)).oversampling())
        .isFinite();
    assertThatThrownBy(() -> codes(QuantizationSearchParams.newBuilder().setOversampling(0.9)))
        .rootCause()
        .hasMessageStartingWith("INVALID_ARGUMENT")
        .hasMessageContaining("[params.quantization.oversampling: value 0.9 invalid");
    assertThatThrownBy(
            () -> codes(QuantizationSearchParams.newBuilder().setOversampling(Double.NaN)))
        .rootCause()
        .hasMessageStartingWith("INVALID_ARGUMENT");
  }

  private static CodeUse codes(QuantizationSearchParams.Builder quantization) {
    return tuning(SearchParams.newBuilder().setQuantization(quantization)).codes();
  }

  /** What the facade is told, by a query and by a legacy search alike. */
  private static SearchTuning tuning(SearchParams.Builder params) {
    get(
        client.queryAsync(
            QueryPoints.newBuilder()
                .setCollectionName(BOOKS)
                .setQuery(nearest(1f, 0f))
                .setParams(params)
                .build()));
    SearchTuning query = server.collections().lastQueries().getFirst().root().tuning();
    get(
        client.searchAsync(
            SearchPoints.newBuilder()
                .setCollectionName(BOOKS)
                .addAllVector(List.of(1f, 0f))
                .setLimit(1)
                .setParams(params)
                .build()));
    assertThat(server.collections().lastQueries().getFirst().root().tuning()).isEqualTo(query);
    return query;
  }

  private static void create(VectorParams vector, Optional<QuantizationConfig> quantization) {
    CreateCollection.Builder create =
        CreateCollection.newBuilder()
            .setCollectionName(BOOKS)
            .setVectorsConfig(VectorsConfig.newBuilder().setParams(vector));
    quantization.ifPresent(create::setQuantizationConfig);
    get(client.createCollectionAsync(create.build()));
  }

  /** Of the collection and of its vector. */
  private static void update(QuantizationConfigDiff quantization) {
    get(
        client.updateCollectionAsync(
            UpdateCollection.newBuilder()
                .setCollectionName(BOOKS)
                .setQuantizationConfig(quantization)
                .setVectorsConfig(
                    VectorsConfigDiff.newBuilder()
                        .setParams(
                            VectorParamsDiff.newBuilder().setQuantizationConfig(quantization)))
                .build()));
  }

  private static CollectionConfig config() {
    return get(client.getCollectionInfoAsync(BOOKS)).getConfig();
  }

  private static VectorParams vector() {
    return config().getParams().getVectorsConfig().getParams();
  }

  private static <T> T get(ListenableFuture<T> future) {
    try {
      return future.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
