package io.dunlin.http.route;

import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.OperatorJson;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.http.issue.Issues;
import io.dunlin.http.metrics.RequestFigures;
import io.dunlin.sharding.Collections;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What operators look at when something is slow, or large. */
final class OperatorRoutes {
  private static final String C = "/collections/{collection_name}";

  private final Collections collections;
  private final RequestFigures requests;
  private final Issues issues;

  private OperatorRoutes(Collections collections, ServiceFacts facts) {
    this.collections = collections;
    this.requests = facts.requests();
    this.issues = facts.issues();
  }

  static void addTo(RouteTable.Builder table, Collections collections, ServiceFacts facts) {
    OperatorRoutes routes = new OperatorRoutes(collections, facts);
    table
        .get("/issues", _ -> done(new Reply.Result(OperatorJson.issues(routes.issues.all()))))
        .delete("/issues", _ -> routes.forgetIssues())
        .get("/profiler/slow_requests", routes::slowRequests)
        .get(C + "/optimizations", routes::optimizations)
        .get(C + "/memory", routes::memory);
  }

  private CompletionStage<Reply> forgetIssues() {
    issues.clear();
    return done(new Reply.Result(JsonCodec.bool(true)));
  }

  private CompletionStage<Reply> slowRequests(Call call) {
    int limit = call.number("limit", 1).orElse(RequestFigures.SLOWEST);
    return done(new Reply.Result(OperatorJson.slowRequests(requests.slowest(limit))));
  }

  private CompletionStage<Reply> optimizations(Call call) {
    Set<String> parts = call.words("with");
    for (String part : parts) {
      switch (part) {
        case "queued" -> {}
        case "completed", "idle_segments" ->
            throw ErrorMapping.notBuilt("with=" + part + " of optimizations");
        default ->
            throw RequestException.malformedQuery(
                "with: unknown variant `%s`, expected `queued`, `completed` or `idle_segments`"
                    .formatted(part));
      }
    }
    return collections
        .status(call.collection(), call.timeout())
        .thenApply(status ->
            new Reply.Result(OperatorJson.optimizations(status, parts.contains("queued"))));
  }

  private CompletionStage<Reply> memory(Call call) {
    return collections
        .status(call.collection(), call.timeout())
        .thenApply(status -> new Reply.Result(OperatorJson.memory(status)));
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
