package io.dunlin.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.query.CountRequest;
import io.dunlin.actors.query.Expression;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.persistence.filter.JsonPathParser;
import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.Condition;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.persistence.model.TextSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** No condition of a request is forgotten, and nothing else of it is changed. */
class TextRequestsTest {
  private static final JsonPath TITLE = JsonPathParser.parse("title");

  private static final Condition GIVEN =
      new Condition.Field(TITLE, List.of(new Check.MatchText("fox", Check.TextMode.TEXT)));
  private static final Condition MEANT =
      new Condition.Field(
          TITLE, List.of(new Check.MatchWords(TextSchema.DEFAULTS, "fox", Check.WordMode.ALL)));

  private static final TextRequests TEXTS =
      new TextRequests(
          new CollectionConfig(
                  new TreeMap<>(),
                  1,
                  1,
                  1,
                  true,
                  HnswSettings.DEFAULTS,
                  OptimizerSettings.DEFAULTS,
                  Payload.EMPTY)
              .withField("title", FieldSchema.of(FieldType.TEXT)));

  @Test
  void queriesAndThoseBeforeThem() {
    assertThat(TEXTS.resolved(List.of(query(GIVEN), query(MEANT))))
        .isEqualTo(List.of(query(MEANT), query(MEANT)));
    assertThat(TEXTS.resolved(new GroupsRequest(query(GIVEN), TITLE, 4, Optional.empty())))
        .isEqualTo(new GroupsRequest(query(MEANT), TITLE, 4, Optional.empty()));
  }

  private static QueryRequest query(Condition condition) {
    QueryNode sample = QueryNode.of(new Query.Sample(), 3).over(Filter.of(condition));
    QueryNode formula =
        QueryNode.of(
            new Query.Formula(everywhere(new Expression.Test(condition)), Map.of("a", 1L)), 7);
    QueryNode root =
        new QueryNode(
            List.of(sample, formula),
            Optional.of(new Query.ScoreFusion()),
            "using",
            Filter.of(condition),
            formula.tuning(),
            Optional.of(0.5f),
            9,
            Optional.of(
                new QueryNode.Lookup("other", Optional.empty(), ShardKeySelector.NONE_NAMED)));
    return new QueryRequest(
        root,
        2,
        new PayloadSelector.All(),
        new VectorSelector.All(),
        ShardKeySelector.NONE_NAMED,
        true);
  }

  /** An expression of every kind, with the test in each that has parts. */
  private static Expression everywhere(Expression test) {
    return new Expression.Sum(
        List.of(
            new Expression.Constant(1),
            new Expression.Variable(TITLE),
            new Expression.Score(1),
            new Expression.GeoDistance(new Check.GeoPoint(1, 2), TITLE),
            new Expression.Datetime(TITLE),
            test,
            new Expression.Product(List.of(new Expression.Constant(2), test)),
            new Expression.Quotient(test, test, Optional.of(1.5)),
            new Expression.Power(test, test),
            new Expression.Applied(Expression.Function.ABS, test),
            new Expression.Decay(Expression.Shape.LINEAR, test, Optional.of(test), 2, 0.25)));
  }

  @Test
  void otherReads() {
    ShardKeySelector keys = ShardKeySelector.NONE_NAMED;
    assertThat(TEXTS.resolved(new MatrixRequest(Filter.of(GIVEN), "using", 5, 4, keys)))
        .isEqualTo(new MatrixRequest(Filter.of(MEANT), "using", 5, 4, keys));
    assertThat(TEXTS.resolved(new FacetRequest(TITLE, Filter.of(GIVEN), 5, true, keys)))
        .isEqualTo(new FacetRequest(TITLE, Filter.of(MEANT), 5, true, keys));
    assertThat(TEXTS.resolved(new CountRequest(Filter.of(GIVEN), keys, false)))
        .isEqualTo(new CountRequest(Filter.of(MEANT), keys, false));
    assertThat(TEXTS.resolved(scroll(GIVEN))).isEqualTo(scroll(MEANT));
  }

  private static ScrollRequest scroll(Condition condition) {
    return new ScrollRequest(
        Filter.of(condition),
        Optional.of(PointId.of(3)),
        7,
        new PayloadSelector.All(),
        new VectorSelector.All());
  }

  @Test
  void writesThatSelectByFilter() {
    PointOperation clear =
        new PointOperation.ClearPayload(new PointOperation.ByFilter(Filter.of(GIVEN)));
    assertThat(TEXTS.resolved(clear))
        .isEqualTo(new PointOperation.ClearPayload(new PointOperation.ByFilter(Filter.of(MEANT))));
    PointOperation byId =
        new PointOperation.Delete(new PointOperation.ByIds(List.of(PointId.of(1))));
    assertThat(TEXTS.resolved(byId)).isSameAs(byId);
    for (PointOperation.UpdateMode mode : PointOperation.UpdateMode.values()) {
      assertThat(TEXTS.resolved(new PointOperation.Upsert(List.of(), mode, Filter.of(GIVEN))))
          .isEqualTo(new PointOperation.Upsert(List.of(), mode, Filter.of(MEANT)));
    }
    assertThat(TEXTS.resolved(new PointOperation.UpdateVectors(List.of(), Filter.of(GIVEN))))
        .isEqualTo(new PointOperation.UpdateVectors(List.of(), Filter.of(MEANT)));
  }
}
