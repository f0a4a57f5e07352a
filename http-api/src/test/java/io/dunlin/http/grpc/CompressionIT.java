package io.dunlin.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.dunlin.v1.SearchAnswer;
import io.dunlin.v1.SearchRequest;
import io.dunlin.v1.StreamsProto;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC's own client with gzip, and with zstd, which it takes as a codec from outside. */
class CompressionIT {
  /** So many names of collections are larger than what goes as it is. */
  private static final int COLLECTIONS = 300;

  private static GrpcServer server;

  @SuppressWarnings("NullAway.Init") // each test begins with connect
  private ManagedChannel channel;

  @BeforeAll
  static void start() {
    server = new GrpcServer();
    ManagedChannel plain = channel(new CountingCodec(Codec.Identity.NONE));
    for (int i = 0; i < COLLECTIONS; i++) {
      var create = CreateCollection.newBuilder().setCollectionName(name(i));
      create.getVectorsConfigBuilder().getParamsBuilder().setSize(1).setDistance(Distance.Dot);
      var _ = CollectionsGrpc.newBlockingStub(plain).create(create.build());
    }
    plain.shutdownNow();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void requestsAreReadAndLargeAnswersCompressed(String encoding) {
    CountingCodec codec = connect(encoding);
    CollectionsGrpc.CollectionsBlockingStub collections =
        CollectionsGrpc.newBlockingStub(channel).withCompression(encoding);
    assertThat(collections.list(ListCollectionsRequest.getDefaultInstance()).getCollectionsList())
        .hasSize(COLLECTIONS);
    assertThat(codec.decompressed.get()).isOne();
    var _ =
        PointsGrpc.newBlockingStub(channel)
            .withCompression(encoding)
            .count(CountPoints.newBuilder().setCollectionName(name(0)).build());
    assertThat(codec.compressed.get()).as("the request without a field has no bytes").isOne();
    assertThat(codec.decompressed.get()).as("a small answer goes as it is").isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void aClientThatDoesNotCompressMayTakeCompressedAnswers(String encoding) {
    CountingCodec codec = connect(encoding);
    assertThat(
            CollectionsGrpc.newBlockingStub(channel)
                .list(ListCollectionsRequest.getDefaultInstance())
                .getCollectionsList())
        .hasSize(COLLECTIONS);
    assertThat(codec.compressed.get()).isZero();
    assertThat(codec.decompressed.get()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void compressionIsNoWayRoundTheLimit(String encoding) {
    var _ = connect(encoding);
    CountPoints bomb =
        CountPoints.newBuilder()
            .setCollectionName("x".repeat(50 * GrpcServer.MAX_MESSAGE_BYTES))
            .build();
    StatusRuntimeException refused =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> PointsGrpc.newBlockingStub(channel).withCompression(encoding).count(bomb));
    assertThat(refused.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription()).contains("" + GrpcServer.MAX_MESSAGE_BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void streamsAreCompressedToo(String encoding) throws Exception {
    CountingCodec codec = connect(encoding);
    CompletableFuture<SearchAnswer> answer = new CompletableFuture<>();
    StreamObserver<SearchRequest> searches = search(channel, encoding, first(answer));
    QueryPoints unknown = QueryPoints.newBuilder().setCollectionName("x".repeat(20_000)).build();
    searches.onNext(SearchRequest.newBuilder().setId(7).setQuery(unknown).build());
    // The refusal tells the name.
    assertThat(answer.get(20, TimeUnit.SECONDS).getFailure().getMessage())
        .contains("x".repeat(20_000));
    searches.onCompleted();
    assertThat(codec.compressed.get()).isOne();
    assertThat(codec.decompressed.get()).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void reflectionIsCompressedToo(String encoding) throws Exception {
    CountingCodec codec = connect(encoding);
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel)
            .withCompression(encoding)
            .serverReflectionInfo(first(answer));
    questions.onNext(
        ServerReflectionRequest.newBuilder().setFileContainingSymbol("qdrant.Points").build());
    assertThat(answer.get(20, TimeUnit.SECONDS).hasFileDescriptorResponse()).isTrue();
    questions.onCompleted();
    assertThat(codec.compressed.get()).isOne();
    assertThat(codec.decompressed.get()).isOne();
  }

  private CountingCodec connect(String encoding) {
    CountingCodec codec =
        new CountingCodec(encoding.equals("gzip") ? new Codec.Gzip() : new ZstdCodec());
    channel = channel(codec);
    return codec;
  }

  private static String name(int collection) {
    return "collection-" + "x".repeat(60) + collection;
  }

  /** A client that knows one codec. */
  private static ManagedChannel channel(Codec codec) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(codec);
    return NettyChannelBuilder.forAddress("127.0.0.1", server.port())
        .usePlaintext()
        .compressorRegistry(compressors)
        .decompressorRegistry(DecompressorRegistry.emptyInstance().with(codec, true))
        .build();
  }

  private static StreamObserver<SearchRequest> search(
      Channel channel, String encoding, StreamObserver<SearchAnswer> answers) {
    MethodDescriptor<SearchRequest, SearchAnswer> method =
        MethodDescriptor.<SearchRequest, SearchAnswer>newBuilder()
            .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
            .setFullMethodName(
                StreamsProto.getDescriptor().findServiceByName("Streams").getFullName() + "/Search")
            .setRequestMarshaller(ProtoUtils.marshaller(SearchRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(SearchAnswer.getDefaultInstance()))
            .build();
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(method, CallOptions.DEFAULT.withCompression(encoding)), answers);
  }

  private static <A> StreamObserver<A> first(CompletableFuture<A> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(A message) {
        answer.complete(message);
      }

      @Override
      public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {
        answer.completeExceptionally(new AssertionError("there was no answer"));
      }
    };
  }

  /** Zstd's own library. */
  private static final class ZstdCodec implements Codec {
    @Override
    public String getMessageEncoding() {
      return "zstd";
    }

    @Override
    public OutputStream compress(OutputStream out) throws IOException {
      return new ZstdOutputStream(out);
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }
  }

  /** Counts messages. */
  private static final class CountingCodec implements Codec {
    private final Codec codec;
    private final AtomicInteger compressed = new AtomicInteger();
    private final AtomicInteger decompressed = new AtomicInteger();

    CountingCodec(Codec codec) {
      this.codec = codec;
    }

    @Override
    public String getMessageEncoding() {
      return codec.getMessageEncoding();
    }

    @Override
    public OutputStream compress(OutputStream out) throws IOException {
      compressed.incrementAndGet();
      return codec.compress(out);
    }

    @Override
    public InputStream decompress(InputStream in) throws IOException {
      decompressed.incrementAndGet();
      return codec.decompress(in);
    }
  }
}
