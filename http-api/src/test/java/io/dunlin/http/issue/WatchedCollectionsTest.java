package io.dunlin.http.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ReadOptions;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.query.WhyNot;
import io.dunlin.actors.query.WhyNotRequest;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.WriteOptions;
import io.dunlin.http.InMemoryCollections;
import io.dunlin.http.RestServer;
import io.dunlin.http.codec.FieldSchemaJson;
import io.dunlin.http.codec.JsonCodec;
import io.dunlin.http.codec.OperatorJson;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.sharding.Collections;
import io.dunlin.sharding.StrictCollections;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is noted of slow filters, and what becomes of it. */
class WatchedCollectionsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Filter BY_YEAR =
      Filter.of(
          new Condition.Field(JsonPathParser.parse("year"), List.of(new Check.MatchValue(1815L))));

  private final AtomicLong clock = new AtomicLong();
  private final Issues issues = new Issues();
  private long step;

  /** Time passes between the beginning of a read and its end. */
  private final WatchedCollections collections =
      new WatchedCollections(
          new InMemoryCollections(), issues, Duration.ofMillis(100), () -> clock.getAndAdd(step));

  @BeforeEach
  void make() {
    assertThat(
            collections
                .create(
                    "books",
                    JsonCodec.createCollection(
                        "{\"vectors\":{\"size\":2,\"distance\":\"Dot\"}}"
                            .getBytes(StandardCharsets.UTF_8)),
                    TIMEOUT)
                .toCompletableFuture()
                .join())
        .isTrue();
  }

  private void count(Filter filter, Duration takes) {
    step = takes.toNanos();
    assertThat(collections.count("books", filter, TIMEOUT).toCompletableFuture().join()).isZero();
  }

  @Test
  void aSlowFilterWithoutAnIndexIsAnIssue() {
    count(BY_YEAR, Duration.ofMillis(99));
    count(Filter.ALL, Duration.ofMillis(500));
    assertThat(issues.all()).isEmpty();

    count(BY_YEAR, Duration.ofMillis(150));
    count(BY_YEAR, Duration.ofMillis(120));
    assertThat(issues.all())
        .singleElement()
        .satisfies(issue -> {
          assertThat(issue.collection()).isEqualTo("books");
          assertThat(issue.missing().path()).isEqualTo("year");
          assertThat(issue.millis()).isEqualTo(150);
        });
  }

  /** The request that is suggested makes the index. */
  @Test
  void anIssueSaysHowItIsSolved() {
    count(BY_YEAR, Duration.ofSeconds(1));
    JsonNode told =
        RestServer.parse(
            new String(JsonCodec.bare(OperatorJson.issues(issues.all())), StandardCharsets.UTF_8));
    JsonNode issue = told.get("issues").get(0);
    assertThat(issue.get("code").asText()).isEqualTo("UNINDEXED_FIELD");
    JsonNode action = issue.at("/solution/immediate_choice/0/action");
    assertThat(action.get("method").asText()).isEqualTo("PUT");
    assertThat(action.get("uri").asText()).isEqualTo("/collections/books/index");
    assertThat(action.get("body"))
        .isEqualTo(RestServer.parse("{\"field_name\":\"year\",\"field_schema\":\"integer\"}"));
  }

  /** Strict mode below looks at the query, not at what is asked to find out about it. */
  @Test
  void aQuestionWhyNotIsOneRequest() {
    Collections strict =
        new WatchedCollections(
            new StrictCollections(new InMemoryCollections(), System::nanoTime),
            issues,
            Duration.ofMinutes(1),
            System::nanoTime);
    join(
        strict.create(
            "books",
            JsonCodec.createCollection(
                """
                {"vectors":{"size":2,"distance":"Dot"},
                 "strict_mode_config":{"enabled":true,"max_query_limit":5}}
                """
                    .getBytes(StandardCharsets.UTF_8)),
            TIMEOUT));
    join(
        strict.write(
            "books",
            List.of(
                new PointOperation.Upsert(
                    List.of(
                        new PointOperation.PointInput(
                            PointId.of(1), Map.of("", VectorValue.of(1, 0)), Payload.EMPTY),
                        new PointOperation.PointInput(
                            PointId.of(2), Map.of("", VectorValue.of(0, 1)), Payload.EMPTY)))),
            new WriteOptions(true, TIMEOUT, false)));
    WhyNot why =
        join(strict.whyNot(
                "books",
                new WhyNotRequest(PointId.of(2), nearest(1), Optional.empty()),
                ReadOptions.within(TIMEOUT)))
            .value();
    assertThat(why.reason()).isEqualTo(WhyNot.Reason.BEYOND_LIMIT);
    assertThat(why.rank()).contains(2);

    // Three groups of three are more than five.
    WhyNotRequest grouped =
        new WhyNotRequest(
            PointId.of(2),
            nearest(3),
            Optional.of(new WhyNotRequest.Groups(JsonPathParser.parse("year"), 3)));
    assertThatThrownBy(() -> join(strict.whyNot("books", grouped, ReadOptions.within(TIMEOUT))))
        .hasMessageContaining("limit");
  }

  private static QueryRequest nearest(int limit) {
    return new QueryRequest(
        QueryNode.of(new Query.Nearest(new VectorInput.Components(VectorValue.of(1, 0))), limit),
        0,
        new PayloadSelector.None(),
        new VectorSelector.None(),
        ShardKeySelector.NONE_NAMED);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void anIssueGoesWithItsCauseOrWithItsCollection() {
    count(BY_YEAR, Duration.ofSeconds(1));
    FieldSchema integers =
        FieldSchemaJson.field(
                "{\"field_name\":\"year\",\"field_schema\":\"integer\"}"
                    .getBytes(StandardCharsets.UTF_8))
            .schema();
    var _ =
        collections
            .changeField(
                "books", "year", Optional.of(integers), new WriteOptions(true, TIMEOUT, false))
            .toCompletableFuture()
            .join();
    assertThat(issues.all()).isEmpty();
    count(BY_YEAR, Duration.ofSeconds(1));
    assertThat(issues.all()).isEmpty();

    count(Filter.of(new Condition.IsNull(JsonPathParser.parse("author"))), Duration.ofSeconds(1));
    assertThat(issues.all()).hasSize(1);
    assertThat(collections.drop("books", TIMEOUT).toCompletableFuture().join()).isTrue();
    assertThat(issues.all()).isEmpty();
  }
}
