package io.dunlin.http.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.RestServer;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.consistency.ReadHeaders;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.ForwardingCollections;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is told of all collections while one of them does not answer. */
class EachCollectionTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final RouteTable table = Router.table(withSilent(), TestFacts.FACTS);

  /** Two collections, of which {@code silent} does not say how it is. */
  private static Collections withSilent() {
    InMemoryCollections all = new InMemoryCollections();
    for (String name : List.of("silent", "well")) {
      var _ = all.create(name, JsonCodec.createCollection("{}".getBytes(UTF_8)), TIMEOUT);
    }
    return new ForwardingCollections(all) {
      @Override
      public CompletionStage<CollectionStatus> status(String name, Duration timeout) {
        return name.equals("silent")
            ? CompletableFuture.failedStage(
                new DunlinFailure.Unavailable("no answer").asException())
            : super.status(name, timeout);
      }
    };
  }

  private Reply get(String... segments) {
    return table
        .find("GET", List.of(segments), "")
        .operation()
        .handler()
        .handle(
            new Call(
                Map.of(),
                Map.of("details_level", "2"),
                ReadHeaders.NONE,
                new byte[0],
                TIMEOUT,
                WriteOptions.ANONYMOUS))
        .toCompletableFuture()
        .join();
  }

  private static JsonNode json(Reply reply) {
    return RestServer.parse(new String(JsonCodec.bare(((Reply.Result) reply).body()), UTF_8));
  }

  @Test
  void theClusterIsToldOfWithoutIt() {
    JsonNode copies = json(get("cluster", "telemetry")).get("collections");
    assertThat(copies.has("well")).isTrue();
    assertThat(copies.has("silent")).isFalse();
  }

  @Test
  void telemetryNamesItWithoutAStatus() {
    JsonNode collections = json(get("telemetry")).at("/collections/collections");
    assertThat(collections.at("/0/id").asText()).isEqualTo("silent");
    assertThat(collections.at("/0").has("status")).isFalse();
    assertThat(collections.at("/1/status").asText()).isEqualTo("green");
  }

  @Test
  void theNodeIsNotReady() {
    assertThat(get("readyz")).isInstanceOf(Reply.Unready.class);
  }
}
