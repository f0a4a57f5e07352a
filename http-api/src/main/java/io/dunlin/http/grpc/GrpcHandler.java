package io.dunlin.http.grpc;

import com.google.protobuf.Message;
import io.dunlin.http.access.Access;
import io.dunlin.http.access.Caller;
import io.dunlin.http.access.Gate;
import io.dunlin.http.access.Views;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.error.GrpcCode;
import io.dunlin.http.error.RequestException;
import io.dunlin.http.metrics.RequestMetrics;
import io.dunlin.http.metrics.RequestMetrics.Api;
import io.dunlin.sharding.Collections;
import io.qdrant.client.grpc.PointsService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * Answers gRPC requests. A path names its method in one table; what is not in the table is
 * unimplemented. Holds no state of its own, so any number of threads may call it.
 */
public final class GrpcHandler implements Function<HttpRequest, CompletionStage<HttpResponse>> {
  /** A token has 32 letters for each shard. */
  private static final int MAX_HEADER_BYTES = 64 * 1024;

  /** What calls to paths that are none are counted as. */
  private static final String UNKNOWN = "unknown";

  /** By their paths. */
  record Methods(
      Map<String, UnaryMethod<?>> unary,
      Map<String, StreamMethod<?>> streams,
      Map<String, FeedMethod<?>> feeds) {
    boolean has(String path) {
      return unary.containsKey(path) || streams.containsKey(path) || feeds.containsKey(path);
    }
  }

  private final ClassicActorSystemProvider system;
  private final RequestMetrics metrics;
  private final GrpcSettings settings;
  private final Gate gate;
  private final Views<Methods> methods;
  private final ReflectionGrpc reflection;

  private GrpcHandler(
      ClassicActorSystemProvider system,
      RequestMetrics metrics,
      GrpcSettings settings,
      Gate gate,
      Collections collections) {
    this.system = system;
    this.metrics = metrics;
    this.settings = settings;
    this.gate = gate;
    this.methods = new Views<>(collections, GrpcHandler::methods);
    this.reflection =
        ReflectionGrpc.of(services(collections).stream().map(GrpcService::descriptor).toList());
  }

  /**
   * A handler of all services of the contract, to be bound on a port that speaks HTTP/2.
   *
   * @param gate who may do what
   */
  public static GrpcHandler create(
      ClassicActorSystemProvider system,
      Collections collections,
      Gate gate,
      RequestMetrics metrics,
      GrpcSettings settings) {
    return new GrpcHandler(system, metrics, settings, gate, collections);
  }

  static Methods methods(Collections collections) {
    List<GrpcService> services = services(collections);
    return new Methods(
        services.stream()
            .flatMap(GrpcService::methods)
            .collect(Collectors.toUnmodifiableMap(UnaryMethod::path, Function.identity())),
        services.stream()
            .flatMap(service -> service.streams().entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
        services.stream()
            .flatMap(service -> service.feeds().entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  private static List<GrpcService> services(Collections collections) {
    return List.of(
        ShardKeyGrpc.addTo(CollectionGrpc.service(collections), collections),
        points(collections),
        SnapshotGrpc.service(collections),
        StreamGrpc.service(collections),
        CursorGrpc.service(collections),
        HealthGrpc.contractService(),
        HealthGrpc.standardService());
  }

  /**
   * The settings with which the port is to be bound. A request whose first data frame is its last
   * arrives whole, without a stream of its own. The size must stay 1: with a larger one Pekko waits
   * for so many bytes before it hands a request on, and a client that streams, waiting for its
   * first answer before it says more, would wait for ever.
   */
  public static ServerSettings serverSettings(ServerSettings base) {
    return base.withParserSettings(
            base.getParserSettings().withMaxHeaderValueLength(MAX_HEADER_BYTES))
        .withEnableHttp2(true)
        .withHttp2Settings(base.getHttp2Settings().withMinCollectStrictEntitySize(1));
  }

  private static GrpcService points(Collections collections) {
    GrpcService points = GrpcService.of(PointsService.getDescriptor(), "Points");
    return VectorGrpc.addTo(
        FieldGrpc.addTo(
            QueryGrpc.addTo(
                ReadGrpc.addTo(PointGrpc.addTo(points, collections), collections), collections),
            collections),
        collections);
  }

  /** True for requests that this handler is for, by their content type. */
  private static boolean isGrpc(HttpRequest request) {
    var type = request.entity().getContentType().mediaType();
    String subType = type.subType();
    return type.mainType().equals("application")
        && (subType.equals("grpc") || subType.equals("grpc+proto"));
  }

  @Override
  public CompletionStage<HttpResponse> apply(HttpRequest request) {
    long start = System.nanoTime();
    if (!isGrpc(request) || !request.method().equals(HttpMethods.POST)) {
      request.discardEntityBytes(system);
      return CompletableFuture.completedFuture(
          HttpResponse.create()
              .withStatus(StatusCodes.UNSUPPORTED_MEDIA_TYPE)
              .withEntity("This port takes POST requests of content type application/grpc"));
    }
    String path = request.getUri().path();
    MessageCoding coding = MessageCoding.of(request, settings);
    Caller caller;
    try {
      caller = gate.caller(request, path);
    } catch (RequestException refused) {
      return refused(request, path, coding, GrpcStatus.of(refused), start);
    }
    UnaryMethod<?> method = methods.ofAll().unary().get(path);
    if (method != null) {
      return unary(method, caller, request, coding, start);
    }
    StreamMethod<?> stream = methods.ofAll().streams().get(path);
    if (stream != null) {
      return CompletableFuture.completedFuture(
          stream(path, gated(path, stream, caller), caller, request, coding, start));
    }
    FeedMethod<?> feed = methods.ofAll().feeds().get(path);
    if (feed != null) {
      return feed(path, feed, caller, request, coding, start);
    }
    if (reflection.serves(path)) {
      return CompletableFuture.completedFuture(reflection.answer(request, coding));
    }
    return refused(
        request,
        path,
        coding,
        new GrpcProtocolException(GrpcCode.UNIMPLEMENTED, "This server has no method " + path)
            .status(),
        start);
  }

  /** Whatever its message. What clients make up is not counted by its name. */
  private CompletionStage<HttpResponse> refused(
      HttpRequest request, String path, MessageCoding coding, GrpcStatus status, long start) {
    request.discardEntityBytes(system);
    String endpoint = methods.ofAll().has(path) || reflection.serves(path) ? path : UNKNOWN;
    metrics.record(Api.GRPC, endpoint, status.code(), System.nanoTime() - start);
    return CompletableFuture.completedFuture(GrpcAnswer.failed(status, coding));
  }

  private <Q extends Message> CompletionStage<HttpResponse> unary(
      UnaryMethod<Q> method, Caller caller, HttpRequest request, MessageCoding coding, long start) {
    ReadHeaders headers = ReadHeaders.of(request);
    return RequestBody.collect(request.entity(), settings.maxMessageBytes(), system)
        .thenCompose(body -> {
          Call call = call(request, headers, caller, start);
          Q message = coding.read(body, method.requestType());
          return gate.admit(caller, method.path(), () -> UnaryMethod.collection(message))
              .thenCompose(access -> seen(method, access).answer(message, call));
        })
        .handle((reply, failure) -> {
          GrpcStatus status = failure == null ? GrpcStatus.OK : GrpcStatus.of(failure);
          metrics.record(Api.GRPC, method.path(), status.code(), System.nanoTime() - start);
          return reply == null
              ? GrpcAnswer.failed(status, coding)
              : GrpcAnswer.message(
                  reply.message(),
                  NoteHeaders.of(reply.notes(), headers.token().isPresent()),
                  coding);
        });
  }

  private HttpResponse stream(
      String path,
      StreamMethod<?> method,
      Caller caller,
      HttpRequest request,
      MessageCoding coding,
      long start) {
    Call call;
    try {
      call = call(request, ReadHeaders.of(request), caller, start);
    } catch (GrpcProtocolException broken) {
      request.discardEntityBytes(system);
      return GrpcAnswer.failed(broken.status(), coding);
    }
    StreamCalls.Terms terms =
        new StreamCalls.Terms(
            coding,
            call,
            (status, from) ->
                metrics.record(Api.GRPC, path, status.code(), System.nanoTime() - from));
    return GrpcAnswer.chunks(
        request.entity().withoutSizeLimit().getDataBytes().via(new StreamCalls<>(method, terms)),
        coding);
  }

  /** Counted when it is opened: how long it runs is the client's affair. */
  private <Q extends Message> CompletionStage<HttpResponse> feed(
      String path,
      FeedMethod<Q> method,
      Caller caller,
      HttpRequest request,
      MessageCoding coding,
      long start) {
    return RequestBody.collect(request.entity(), settings.maxMessageBytes(), system)
        .thenCompose(body -> {
          Q message = coding.read(body, method.requestType());
          return gate.admit(caller, path, () -> UnaryMethod.collection(message))
              .thenCompose(access -> seen(path, method, access).open(message));
        })
        .handle((messages, failure) -> {
          GrpcStatus status = failure == null ? GrpcStatus.OK : GrpcStatus.of(failure);
          metrics.record(Api.GRPC, path, status.code(), System.nanoTime() - start);
          return messages == null
              ? GrpcAnswer.failed(status, coding)
              : GrpcAnswer.messages(messages, coding);
        });
  }

  private Call call(HttpRequest request, ReadHeaders headers, Caller caller, long start) {
    return new Call(
        start,
        request.getHeader("grpc-timeout").map(HttpHeader::value).map(Call::parseTimeout),
        settings.defaultTimeout(),
        headers,
        caller.name());
  }

  /** The same method over the collections that the caller sees. */
  @SuppressWarnings("unchecked") // the methods of a path take the same messages
  private <Q extends Message> UnaryMethod<Q> seen(UnaryMethod<Q> method, Access access) {
    return (UnaryMethod<Q>) methods.of(access).unary().getOrDefault(method.path(), method);
  }

  /** The same method over the collections that the caller sees. */
  @SuppressWarnings("unchecked") // the methods of a path take the same messages
  private <Q extends Message> FeedMethod<Q> seen(String path, FeedMethod<Q> method, Access access) {
    return (FeedMethod<Q>) methods.of(access).feeds().getOrDefault(path, method);
  }

  private <Q extends Message> StreamMethod<Q> gated(
      String path, StreamMethod<Q> method, Caller caller) {
    @SuppressWarnings("unchecked") // the methods of a path take the same messages
    Function<Access, StreamMethod<Q>> seen =
        access -> (StreamMethod<Q>) methods.of(access).streams().getOrDefault(path, method);
    return new GatedStream<>(method, path, gate, caller, seen);
  }
}
