package io.dunlin.http.route;

import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.OperatorJson;
import io.dunlin.http.codec.OptimizationJson;
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

  /** What may be told of optimizations besides those that run. */
  private static final Set<String> PARTS = Set.of("queued", "completed", "idle_segments");

  /** Completed optimizations that are listed unless more or fewer are asked for. */
  private static final int COMPLETED = 16;

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
      if (!PARTS.contains(part)) {
        throw RequestException.malformedQuery(
            "with: unknown variant `%s`, expected `queued`, `completed` or `idle_segments`"
                .formatted(part));
      }
    }
    int limit = call.number("completed_limit", 1).orElse(COMPLETED);
    return collections
        .index(call.collection(), call.timeout())
        .thenApply(
            progress -> new Reply.Result(OptimizationJson.optimizations(progress, parts, limit)));
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
