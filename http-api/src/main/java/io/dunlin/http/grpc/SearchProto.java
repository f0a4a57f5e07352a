package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ScrollRequest;
import io.dunlin.actors.query.SearchRequest;
import io.dunlin.actors.query.SearchTuning;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.qdrant.client.grpc.Points.QuantizationSearchParams;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.VectorInput;
import java.util.Optional;

/** Requests to find points. */
final class SearchProto {
  private static final int DEFAULT_LIMIT = 10;

  private SearchProto() {}

  /** The legacy search. */
  static SearchRequest decode(SearchPoints search) {
    if (search.hasSparseIndices()) {
      throw ErrorMapping.notBuilt("A sparse vector");
    }
    return new SearchRequest(
        new SearchRequest.Vector(VectorProto.decode(search.getVectorList())),
        search.getVectorName(),
        FilterProto.decode(search.getFilter()),
        Unsigned.toInt(search.getLimit()),
        Unsigned.toInt(search.getOffset()),
        tuning(search.getParams()),
        search.hasScoreThreshold() ? Optional.of(search.getScoreThreshold()) : Optional.empty(),
        SelectorProto.payload(search.getWithPayload(), new PayloadSelector.None()),
        SelectorProto.vectors(search.getWithVectors()),
        ShardKeyProto.decode(search.hasShardKeySelector(), search.getShardKeySelector()));
  }

  /** True when the query compares nothing, but lists points by id. */
  static boolean listsById(QueryPoints query) {
    return !query.hasQuery();
  }

  /** A query for the nearest points to a vector or to a point. */
  static SearchRequest nearest(QueryPoints query) {
    refuseUnbuilt(query);
    return new SearchRequest(
        target(query),
        query.getUsing(),
        FilterProto.decode(query.getFilter()),
        query.hasLimit() ? Unsigned.toInt(query.getLimit()) : DEFAULT_LIMIT,
        Unsigned.toInt(query.getOffset()),
        tuning(query.getParams()),
        query.hasScoreThreshold() ? Optional.of(query.getScoreThreshold()) : Optional.empty(),
        SelectorProto.payload(query.getWithPayload(), new PayloadSelector.None()),
        SelectorProto.vectors(query.getWithVectors()),
        ShardKeyProto.decode(query.hasShardKeySelector(), query.getShardKeySelector()));
  }

  /** A query without a query: its answer is the page less its first {@code offset} points. */
  static ScrollRequest byId(QueryPoints query) {
    refuseUnbuilt(query);
    if (query.hasScoreThreshold()) {
      throw new DunlinFailure.BadRequest("score_threshold needs a query to give scores")
          .asException();
    }
    long limit = query.hasLimit() ? Unsigned.toInt(query.getLimit()) : DEFAULT_LIMIT;
    return new ScrollRequest(
        FilterProto.decode(query.getFilter()),
        Optional.empty(),
        Unsigned.toInt(limit + Unsigned.toInt(query.getOffset())),
        SelectorProto.payload(query.getWithPayload(), new PayloadSelector.None()),
        SelectorProto.vectors(query.getWithVectors()),
        ShardKeyProto.decode(query.hasShardKeySelector(), query.getShardKeySelector()));
  }

  static ScrollRequest decode(ScrollPoints scroll) {
    if (scroll.hasOrderBy()) {
      throw ErrorMapping.notBuilt("order_by");
    }
    return new ScrollRequest(
        FilterProto.decode(scroll.getFilter()),
        scroll.hasOffset()
            ? Optional.of(PointIdProto.decode(scroll.getOffset()))
            : Optional.empty(),
        scroll.hasLimit() ? Unsigned.toInt(scroll.getLimit()) : DEFAULT_LIMIT,
        SelectorProto.payload(scroll.getWithPayload(), new PayloadSelector.All()),
        SelectorProto.vectors(scroll.getWithVectors()),
        ShardKeyProto.decode(scroll.hasShardKeySelector(), scroll.getShardKeySelector()));
  }

  private static void refuseUnbuilt(QueryPoints query) {
    if (query.getPrefetchCount() > 0) {
      throw ErrorMapping.notBuilt("A query with prefetch");
    }
    if (query.hasLookupFrom()) {
      throw ErrorMapping.notBuilt("lookup_from");
    }
  }

  private static SearchRequest.Target target(QueryPoints query) {
    return switch (query.getQuery().getVariantCase()) {
      case NEAREST -> target(query.getQuery().getNearest());
      case NEAREST_WITH_MMR -> throw ErrorMapping.notBuilt("A nearest query with MMR");
      case RECOMMEND -> throw ErrorMapping.notBuilt("A recommend query");
      case DISCOVER -> throw ErrorMapping.notBuilt("A discover query");
      case CONTEXT -> throw ErrorMapping.notBuilt("A context query");
      case ORDER_BY -> throw ErrorMapping.notBuilt("An order_by query");
      case FUSION -> throw ErrorMapping.notBuilt("A fusion query");
      case RRF -> throw ErrorMapping.notBuilt("An rrf query");
      case SAMPLE -> throw ErrorMapping.notBuilt("A sample query");
      case FORMULA -> throw ErrorMapping.notBuilt("A formula query");
      case RELEVANCE_FEEDBACK -> throw ErrorMapping.notBuilt("A relevance_feedback query");
      case VARIANT_NOT_SET ->
          throw new DunlinFailure.BadRequest("The query is empty").asException();
    };
  }

  private static SearchRequest.Target target(VectorInput input) {
    return switch (input.getVariantCase()) {
      case DENSE -> new SearchRequest.Vector(VectorProto.decode(input.getDense()));
      case ID -> new SearchRequest.Example(PointIdProto.decode(input.getId()));
      case SPARSE -> throw ErrorMapping.notBuilt("A sparse vector");
      case MULTI_DENSE -> throw ErrorMapping.notBuilt("A multivector");
      case DOCUMENT -> throw ErrorMapping.notBuilt("Inference (a document as vector)");
      case IMAGE -> throw ErrorMapping.notBuilt("Inference (an image as vector)");
      case OBJECT -> throw ErrorMapping.notBuilt("Inference (an object as vector)");
      case VARIANT_NOT_SET ->
          throw new DunlinFailure.BadRequest("The query's vector is empty").asException();
    };
  }

  private static SearchTuning tuning(SearchParams params) {
    return new SearchTuning(
        params.hasHnswEf() ? Optional.of(Unsigned.toInt(params.getHnswEf())) : Optional.empty(),
        params.getExact(),
        params.getIndexedOnly(),
        Optional.empty(),
        codes(params.getQuantization()));
  }

  private static CodeUse codes(QuantizationSearchParams params) {
    double oversampling = params.getOversampling();
    if (params.hasOversampling() && !(oversampling >= 1)) {
      throw RequestException.invalidMessage(
          "params.quantization.oversampling",
          "value " + oversampling + " invalid, must be 1.0 or larger");
    }
    return new CodeUse(
        params.getIgnore(),
        params.hasRescore() ? params.getRescore() : CodeUse.DEFAULT.rescore(),
        params.hasOversampling()
            ? (float) Math.min(oversampling, Float.MAX_VALUE)
            : CodeUse.DEFAULT.oversampling());
  }
}
