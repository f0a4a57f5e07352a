package io.dunlin.http.route;

import io.dunlin.http.ApiSettings;
import io.dunlin.http.access.Access;
import io.dunlin.http.access.Caller;
import io.dunlin.http.access.Gate;
import io.dunlin.http.access.Views;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.http.metrics.RequestMetrics;
import io.dunlin.http.metrics.RequestMetrics.Api;
import io.dunlin.sharding.Collections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Answers REST requests: finds the operation, sees whether its caller may do it, collects the body,
 * calls, counts. Holds no changing state, so any number of threads may call it.
 */
public final class Router {
  /** What requests that mean no operation are counted as. */
  private static final String UNKNOWN = "unknown";

  private final ClassicActorSystemProvider system;
  private final Views<RouteTable> tables;
  private final Gate gate;
  private final BodyReader bodies;
  private final Responses responses;
  private final Duration defaultTimeout;
  private final RequestMetrics metrics;

  private Router(
      ClassicActorSystemProvider system,
      Views<RouteTable> tables,
      Gate gate,
      ApiSettings.Rest settings,
      RequestMetrics metrics) {
    this.system = system;
    this.tables = tables;
    this.gate = gate;
    this.bodies = new BodyReader(system, settings.maxBodyBytes(), settings.compression());
    this.responses = new Responses(settings.compression());
    this.defaultTimeout = settings.defaultTimeout();
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
        settings,
        facts.requests());
  }

  static RouteTable table(Collections collections, ServiceFacts facts) {
    RouteTable.Builder table = new RouteTable.Builder();
    ServiceRoutes.addTo(table, collections, facts);
    OperatorRoutes.addTo(table, collections, facts);
    LoggerRoutes.addTo(table, facts);
    AliasRoutes.addTo(table, collections);
    FieldRoutes.addTo(table, collections);
    VectorRoutes.addTo(table, collections);
    CollectionRoutes.addTo(table, collections);
    ClusterRoutes.addTo(table, collections);
    ShardKeyRoutes.addTo(table, collections);
    PointRoutes.addTo(table, collections);
    ChangeRoutes.addTo(table, collections);
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
                handle(
                    match.orElseGet(() -> find(tables.ofAll(), request)), caller, request, body));
  }

  /** The operation reads the body, if it gets so far. */
  private CompletionStage<Reply> upload(
      RouteTable.Match match, Caller caller, HttpRequest request) {
    return CompletableFuture.completedStage(new byte[0])
        .thenCompose(none -> handle(match, caller, request, none))
        .exceptionallyCompose(failure ->
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
        new Call(
            match.parameters(),
            query(request),
            ReadHeaders.of(request),
            body,
            defaultTimeout,
            caller.name());
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
            ? responses.success(request, reply, seconds(start))
            : responses.failure(
                request,
                ErrorMapping.answer(
                    failure == null ? new IllegalStateException("No reply") : failure),
                seconds(start));
    metrics.record(Api.REST, endpoint, response.status().intValue(), System.nanoTime() - start);
    return Cors.header(request).map(response::addHeader).orElse(response);
  }

  private static double seconds(long start) {
    return (double) (System.nanoTime() - start) / TimeUnit.SECONDS.toNanos(1);
  }
}
