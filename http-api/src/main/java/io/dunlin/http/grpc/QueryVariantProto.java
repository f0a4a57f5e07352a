package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.OrderBy;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.http.codec.Documents;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.filter.Datetimes;
import io.qdrant.client.grpc.Points;
import io.qdrant.client.grpc.Points.ContextInput;
import io.qdrant.client.grpc.Points.Direction;
import io.qdrant.client.grpc.Points.Fusion;
import io.qdrant.client.grpc.Points.Mmr;
import io.qdrant.client.grpc.Points.NaiveFeedbackStrategy;
import io.qdrant.client.grpc.Points.RecommendInput;
import io.qdrant.client.grpc.Points.RecommendStrategy;
import io.qdrant.client.grpc.Points.RelevanceFeedbackInput;
import io.qdrant.client.grpc.Points.Rrf;
import io.qdrant.client.grpc.Points.StartFrom;
import java.util.List;
import java.util.Optional;

/** What orders the points of an answer. */
final class QueryVariantProto {
  private static final float DEFAULT_DIVERSITY = 0.5f;

  private QueryVariantProto() {}

  static Query decode(Points.Query query) {
    return switch (query.getVariantCase()) {
      case NEAREST -> new Query.Nearest(vector(query.getNearest()));
      case NEAREST_WITH_MMR ->
          diverse(
              vector(query.getNearestWithMmr().getNearest()), query.getNearestWithMmr().getMmr());
      case RECOMMEND -> recommend(query.getRecommend());
      case DISCOVER ->
          new Query.Discover(
              vector(query.getDiscover().getTarget()), pairs(query.getDiscover().getContext()));
      case CONTEXT -> new Query.Context(pairs(query.getContext()));
      case ORDER_BY -> new Query.Ordered(decode(query.getOrderBy()));
      case FUSION -> fusion(query.getFusion());
      case RRF -> fusion(query.getRrf());
      case SAMPLE -> new Query.Sample();
      case FORMULA -> FormulaProto.decode(query.getFormula());
      case RELEVANCE_FEEDBACK -> feedback(query.getRelevanceFeedback());
      case VARIANT_NOT_SET ->
          throw new DunlinFailure.BadRequest("The query is empty").asException();
    };
  }

  private static VectorInput vector(Points.VectorInput input) {
    return switch (input.getVariantCase()) {
      case DENSE -> new VectorInput.Components(VectorProto.decode(input.getDense()));
      case ID -> new VectorInput.Example(PointIdProto.decode(input.getId()));
      case SPARSE -> new VectorInput.Components(VectorProto.decode(input.getSparse()));
      case MULTI_DENSE -> new VectorInput.Components(VectorProto.decode(input.getMultiDense()));
      case DOCUMENT ->
          new VectorInput.Components(VectorProto.decode(input.getDocument(), Documents.Use.ASKED));
      case IMAGE -> throw Documents.unsupported("A vector made of an image");
      case OBJECT -> throw Documents.unsupported("A vector made of an object");
      case VARIANT_NOT_SET ->
          throw new DunlinFailure.BadRequest("The query's vector is empty").asException();
    };
  }

  private static List<VectorInput> vectors(List<Points.VectorInput> inputs) {
    return inputs.stream().map(QueryVariantProto::vector).toList();
  }

  private static List<Query.Pair> pairs(ContextInput context) {
    return context.getPairsList().stream()
        .map(pair -> new Query.Pair(vector(pair.getPositive()), vector(pair.getNegative())))
        .toList();
  }

  private static Query diverse(VectorInput target, Mmr mmr) {
    float diversity = mmr.hasDiversity() ? mmr.getDiversity() : DEFAULT_DIVERSITY;
    if (!(diversity >= 0 && diversity <= 1)) {
      throw RequestException.invalidMessage(
          "query.nearest_with_mmr.mmr.diversity",
          "value " + diversity + " invalid, must be from 0.0 to 1.0");
    }
    return new Query.Diverse(
        target,
        diversity,
        mmr.hasCandidatesLimit()
            ? Optional.of(Unsigned.toInt(Integer.toUnsignedLong(mmr.getCandidatesLimit())))
            : Optional.empty());
  }

  private static Query recommend(RecommendInput input) {
    return new Query.Recommend(
        vectors(input.getPositiveList()),
        vectors(input.getNegativeList()),
        strategy(input.getStrategy()));
  }

  private static Query feedback(RelevanceFeedbackInput input) {
    if (!input.getStrategy().hasNaive()) {
      throw RequestException.invalidMessage(
          "query.relevance_feedback.strategy", "it is empty; there is `naive`");
    }
    NaiveFeedbackStrategy naive = input.getStrategy().getNaive();
    return new Query.Feedback(
        vector(input.getTarget()),
        input.getFeedbackList().stream()
            .map(item -> new Query.Rated(vector(item.getExample()), item.getScore()))
            .toList(),
        new Query.Coefficients(naive.getA(), naive.getB(), naive.getC()));
  }

  /** What is not set is the first. */
  static Query.Strategy strategy(RecommendStrategy strategy) {
    return switch (strategy) {
      case AverageVector -> Query.Strategy.AVERAGE_VECTOR;
      case BestScore -> Query.Strategy.BEST_SCORE;
      case SumScores -> Query.Strategy.SUM_SCORES;
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage("strategy", "there is no such strategy");
    };
  }

  private static Query fusion(Fusion fusion) {
    return switch (fusion) {
      case RRF -> new Query.RankFusion(Query.RankFusion.DEFAULT_K, List.of());
      case DBSF -> new Query.ScoreFusion();
      case UNRECOGNIZED ->
          throw RequestException.invalidMessage("query.fusion", "there is no such fusion");
    };
  }

  private static Query fusion(Rrf rrf) {
    int k =
        rrf.hasK()
            ? Unsigned.toInt(Integer.toUnsignedLong(rrf.getK()))
            : Query.RankFusion.DEFAULT_K;
    if (k < 1) {
      throw RequestException.invalidMessage(
          "query.rrf.k", "value " + k + " invalid, must be 1 or larger");
    }
    return new Query.RankFusion(k, List.copyOf(rrf.getWeightsList()));
  }

  static OrderBy decode(Points.OrderBy order) {
    return new OrderBy(
        PathProto.decode(order.getKey()),
        order.getDirection() == Direction.Desc,
        order.hasStartFrom() ? Optional.of(value(order.getStartFrom())) : Optional.empty());
  }

  private static OrderValue value(StartFrom from) {
    return switch (from.getValueCase()) {
      case FLOAT -> new OrderValue.Real(from.getFloat());
      case INTEGER -> new OrderValue.Whole(from.getInteger());
      case TIMESTAMP ->
          new OrderValue.Whole(CheckProto.micros(from.getTimestamp(), "order_by.start_from"));
      case DATETIME ->
          new OrderValue.Whole(
              Datetimes.parse(from.getDatetime())
                  .orElseThrow(() ->
                      RequestException.invalidMessage(
                          "order_by.start_from",
                          "Unable to parse datetime: " + from.getDatetime())));
      case VALUE_NOT_SET ->
          throw RequestException.invalidMessage("order_by.start_from", "it is empty");
    };
  }
}
