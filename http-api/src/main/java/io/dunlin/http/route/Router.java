package io.dunlin.http.route;

import io.dunlin.http.ApiSettings;
import io.dunlin.http.access.Access;
import io.dunlin.http.access.Caller;
import io.dunlin.http.access.Gate;
import io.dunlin.http.access.Views;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.error.ErrorAnswer;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.http.metrics.RequestMetrics;
import io.dunlin.http.metrics.RequestMetrics.Api;
import io.dunlin.sharding.Collections;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Answers REST requests: finds the operation, collects the body, calls, wraps the result or the
 * failure in the contract's envelope, counts. Holds no changing state, so any number of threads may
 * call it.
 */
public final class Router {
  /** What requests that mean no operation are counted as. */
  private static final String UNKNOWN = "unknown";

  private static final int UNAUTHENTICATED = 401;

  private final ClassicActorSystemProvider system;
  private final Views<RouteTable> tables;
  private final Gate gate;
  private final BodyReader bodies;
  private final Duration defaultTimeout;
  private final RequestMetrics metrics;

  private Router(
      ClassicActorSystemProvider system,
      Views<RouteTable> tables,
      Gate gate,
      BodyReader bodies,
      Duration defaultTimeout,
      RequestMetrics metrics) {
    this.system = system;
    this.tables = tables;
    this.gate = gate;
    this.bodies = bodies;
    this.defaultTimeout = defaultTimeout;
    this.metrics = metrics;
  }

  /**
   * A router over all operations of the contract.
   *
   * @param gate who may do what
   */
  public static Router create(
      ClassicActorSystemProvider system,
      ApiSettings.Rest settings,
      ServiceFacts facts,
      Collections collections,
      Gate gate) {
    return new Router(
        system,
        new Views<>(collections, seen -> table(seen, facts)),
        gate,
        new BodyReader(system, settings.maxBodyBytes()),
        settings.defaultTimeout(),
        facts.requests());
  }

  static RouteTable table(Collections collections, ServiceFacts facts) {
    RouteTable.Builder table = new RouteTable.Builder();
    ServiceRoutes.addTo(table, collections, facts);
    OperatorRoutes.addTo(table, collections, facts);
    AliasRoutes.addTo(table, collections);
    FieldRoutes.addTo(table, collections);
    VectorRoutes.addTo(table, collections);
    CollectionRoutes.addTo(table, collections);
    ClusterRoutes.addTo(table, collections);
    ShardKeyRoutes.addTo(table, collections);
    PointRoutes.addTo(table, collections);
    SearchRoutes.addTo(table, collections);
    AnalysisRoutes.addTo(table, collections);
    SnapshotRoutes.addTo(table, collections);
    OpenApiRoute.addTo(table, facts.build());
    UnbuiltRoutes.addTo(table);
    return table.build();
  }

  /** Answers one request; the stage never fails. */
  public CompletionStage<HttpResponse> apply(HttpRequest request) {
    long start = System.nanoTime();
    if (Cors.isPreflight(request)) {
      return CompletableFuture.completedFuture(Cors.preflight(request));
    }
    Optional<RouteTable.Match> match = known(request);
    String endpoint =
        match
            .map(found -> found.operation().endpoint())
            .orElseGet(() -> request.method().value() + " " + UNKNOWN);
    return reply(match, endpoint, request)
        .handle((reply, failure) -> answer(request, endpoint, reply, failure, start));
  }

  private CompletionStage<Reply> reply(
      Optional<RouteTable.Match> match, String endpoint, HttpRequest request) {
    Caller caller;
    try {
      caller = gate.caller(request, endpoint);
    } catch (RequestException refused) {
      return bodies.drop(request).thenCompose(_ -> CompletableFuture.failedStage(refused));
    }
    return match.filter(Router::isUpload).isPresent()
        ? upload(match.get(), caller, request)
        : bodies
            .read(request)
            .thenCompose(body ->
                handle(match.orElseGet(() -> find(tables.ofAll(), request)), caller, request, body));
  }

  /** The operation reads the body, if it gets so far. */
  private CompletionStage<Reply> upload(
      RouteTable.Match match, Caller caller, HttpRequest request) {
    return CompletableFuture.completedStage(new byte[0])
        .thenCompose(none -> handle(match, caller, request, none))
        .exceptionallyCompose(
            failure ->
                bodies.drop(request).thenCompose(_ -> CompletableFuture.failedStage(failure)));
  }

  private Optional<RouteTable.Match> known(HttpRequest request) {
    try {
      return Optional.of(find(tables.ofAll(), request));
    } catch (RequestException unknown) {
      return Optional.empty();
    }
  }

  /** Of which the body is read by the operation itself. */
  private static boolean isUpload(RouteTable.Match match) {
    return match.operation().handler() instanceof UploadHandler;
  }

  /** Empty segments do not count, so that double and trailing slashes change nothing. */
  private static RouteTable.Match find(RouteTable table, HttpRequest request) {
    List<String> segments = new ArrayList<>();
    for (String segment : request.getUri().pathSegments()) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return table.find(request.method().value(), segments, request.getUri().path());
  }

  private CompletionStage<Reply> handle(
      RouteTable.Match match, Caller caller, HttpRequest request, byte[] body) {
    Call call =
        new Call(match.parameters(), query(request), ReadHeaders.of(request), body, defaultTimeout);
    return gate.admit(caller, match.operation().endpoint(), call::collection)
        .thenCompose(access ->
            switch (operation(match, access, request).handler()) {
              case UploadHandler uploads -> uploads.handle(call, request.entity(), system);
              case Handler handler -> handler.handle(call);
            });
  }

  /** The same operation over the collections that the caller sees. */
  private Operation operation(RouteTable.Match match, Access access, HttpRequest request) {
    return access instanceof Access.Some
        ? find(tables.of(access), request).operation()
        : match.operation();
  }

  private static Map<String, String> query(HttpRequest request) {
    try {
      return request.getUri().query().toMap();
    } catch (RuntimeException malformed) {
      throw RequestException.malformedQuery(String.valueOf(malformed.getMessage()));
    }
  }

  private HttpResponse answer(
      HttpRequest request,
      String endpoint,
      @Nullable Reply reply,
      @Nullable Throwable failure,
      long start) {
    HttpResponse response =
        reply != null && failure == null
            ? success(request, reply, seconds(start))
            : failure(
                request,
                ErrorMapping.answer(
                    failure == null ? new IllegalStateException("No reply") : failure),
                seconds(start));
    metrics.record(Api.REST, endpoint, response.status().intValue(), System.nanoTime() - start);
    return Cors.header(request).map(response::addHeader).orElse(response);
  }

  private static HttpResponse success(HttpRequest request, Reply reply, double seconds) {
    return switch (reply) {
      case Reply.Result result ->
          response(
              request,
              200,
              ContentTypes.APPLICATION_JSON,
              JsonCodec.success(result.body(), result.notes(), seconds));
      case Reply.Accepted _ ->
          response(request, 202, ContentTypes.APPLICATION_JSON, JsonCodec.accepted(seconds));
      case Reply.File(Path path, Runnable sent) -> file(path, sent);
      case Reply.Bare bare ->
          response(request, 200, ContentTypes.APPLICATION_JSON, JsonCodec.bare(bare.body()));
      case Reply.Text text -> response(request, 200, text.contentType(), utf8(text.text()));
      case Reply.Unready unready ->
          response(request, 503, ContentTypes.TEXT_PLAIN_UTF8, utf8(unready.text()));
    };
  }

  /** As it is on the disk, with its length, piece by piece. */
  private static HttpResponse file(Path path, Runnable sent) {
    String name = URLEncoder.encode(path.getFileName().toString(), StandardCharsets.UTF_8);
    return HttpResponse.create()
        .addHeader(
            RawHeader.create(
                "Content-Disposition", "attachment; filename*=UTF-8''" + name.replace("+", "%20")))
        .withEntity(
            HttpEntities.create(
                ContentTypes.APPLICATION_OCTET_STREAM,
                path.toFile().length(),
                FileIO.fromPath(path)
                    .watchTermination((read, done) -> {
                      var _ = done.whenComplete((_, _) -> sent.run());
                      return read;
                    })));
  }

  /** In an envelope, but for a key that is not good: the contract has plain text there. */
  private static HttpResponse failure(HttpRequest request, ErrorAnswer error, double seconds) {
    HttpResponse response =
        error.httpStatus() == UNAUTHENTICATED
            ? response(request, UNAUTHENTICATED, ContentTypes.TEXT_PLAIN_UTF8, utf8(error.text()))
            : response(
                request,
                error.httpStatus(),
                ContentTypes.APPLICATION_JSON,
                JsonCodec.error(error.text(), seconds));
    return error
        .retryAfterSeconds()
        .map(wait -> response.addHeader(RawHeader.create("Retry-After", wait.toString())))
        .orElse(response);
  }

  private static HttpResponse response(
      HttpRequest request, int status, ContentType type, byte[] bytes) {
    HttpResponse response = HttpResponse.create().withStatus(StatusCodes.get(status));
    boolean gzip =
        bytes.length >= Gzip.SMALLEST_WORTHWHILE
            && request
                .getHeader("Accept-Encoding")
                .map(HttpHeader::value)
                .filter(Gzip::isAccepted)
                .isPresent();
    return gzip
        ? response
            .addHeader(RawHeader.create("Content-Encoding", "gzip"))
            .withEntity(HttpEntities.create(type, unsafe(Gzip.compress(bytes))))
        : response.withEntity(HttpEntities.create(type, unsafe(bytes)));
  }

  /** Without a copy: nobody else holds the bytes. */
  private static ByteString unsafe(byte[] bytes) {
    return ByteString.fromArrayUnsafe(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static double seconds(long start) {
    return (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
  }
}
