package io.dunlin.http.route;

import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.http.codec.ServiceJson;
import io.dunlin.http.codec.TelemetryJson;
import io.dunlin.http.metrics.ClusterGauges;
import io.dunlin.http.metrics.CollectionGauges;
import io.dunlin.sharding.Collections;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;

/** What a node says of itself: version, health, metrics. */
final class ServiceRoutes {
  private static final ContentType PROMETHEUS =
      ContentTypes.parse("text/plain; version=0.0.4; charset=UTF-8");

  private final Collections collections;
  private final ServiceFacts facts;

  private ServiceRoutes(Collections collections, ServiceFacts facts) {
    this.collections = collections;
    this.facts = facts;
  }

  static void addTo(RouteTable.Builder table, Collections collections, ServiceFacts facts) {
    ServiceRoutes routes = new ServiceRoutes(collections, facts);
    table
        .get("/", _ -> done(new Reply.Bare(ServiceJson.version(facts.build()))))
        .get("/healthz", _ -> done(Reply.Text.plain("healthz check passed")))
        .get("/livez", _ -> done(Reply.Text.plain("healthz check passed")))
        .get("/readyz", routes::ready)
        .get("/metrics", routes::metrics)
        .get("/telemetry", routes::telemetry);
  }

  /** Ready once the catalog answers and no collection has a shard that does not. */
  private CompletionStage<Reply> ready(Call call) {
    return statuses(call)
        .handle((statuses, failure) ->
            failure == null
                && statuses.values().stream()
                    .allMatch(status ->
                        status.filter(s -> s.light() != CollectionStatus.Light.RED).isPresent()))
        .thenApply(ready ->
            ready
                ? Reply.Text.plain("all shards are ready")
                : new Reply.Unready("some shards are not ready"));
  }

  private CompletionStage<Reply> metrics(Call call) {
    return statuses(call)
        .thenApply(statuses -> {
          SortedMap<String, CollectionStatus> known = new TreeMap<>();
          statuses.forEach((name, status) -> status.ifPresent(s -> known.put(name, s)));
          return new Reply.Text(
              CollectionGauges.text(statuses.size(), known)
                  + ClusterGauges.text(collections.cluster())
                  + appInfo()
                  + facts.metricsText().get(),
              PROMETHEUS);
        });
  }

  private String appInfo() {
    return """
    # HELP app_info Information about the server
    # TYPE app_info gauge
    app_info{name="dunlin",version="%s",dunlin_version="%s"} 1
    """
        .formatted(ServiceJson.CONTRACT_VERSION, facts.build().version());
  }

  private CompletionStage<Reply> telemetry(Call call) {
    int level = call.number("details_level", 0).orElse(0);
    boolean anonymous = call.flag("anonymize");
    return statuses(call)
        .thenApply(statuses ->
            new Reply.Result(
                TelemetryJson.telemetry(
                    level,
                    facts.run(),
                    facts.build(),
                    collections.cluster().isPresent(),
                    anonymous ? TelemetryJson.anonymous(statuses) : statuses,
                    facts.requests())));
  }

  /** The status of each collection; absent for one that does not answer. */
  private CompletionStage<SortedMap<String, Optional<CollectionStatus>>> statuses(Call call) {
    Duration timeout = call.timeout(); // a wrong one is the caller's fault, not the catalog's
    return EachCollection.ask(collections, name -> collections.status(name, timeout));
  }

  private static CompletionStage<Reply> done(Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
