package io.dunlin.http.grpc;

import io.dunlin.actors.query.GroupsRequest;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Query;
import io.dunlin.actors.query.QueryNode;
import io.dunlin.actors.query.QueryRequest;
import io.dunlin.actors.query.VectorInput;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.http.codec.Documents;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.ShardKeySelector;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.DiscoverPoints;
import io.qdrant.client.grpc.Points.RecommendPointGroups;
import io.qdrant.client.grpc.Points.RecommendPoints;
import io.qdrant.client.grpc.Points.SearchParams;
import io.qdrant.client.grpc.Points.SearchPointGroups;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SparseIndices;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorExample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The searches of their own that clients of older releases still send. */
final class LegacySearchProto {
  private LegacySearchProto() {}

  static QueryRequest decode(SearchPoints search) {
    return new Parts(
            nearest(search.hasSparseIndices(), search.getSparseIndices(), search.getVectorList()),
            search.getVectorName(),
            search.getFilter(),
            search.getParams(),
            search.hasScoreThreshold() ? Optional.of(search.getScoreThreshold()) : Optional.empty(),
            search.getLimit(),
            Optional.empty())
        .request(
            search.getOffset(),
            SelectorProto.payload(search.getWithPayload(), new PayloadSelector.None()),
            SelectorProto.vectors(search.getWithVectors()),
            ShardKeyProto.decode(search.hasShardKeySelector(), search.getShardKeySelector()));
  }

  static GroupsRequest decode(SearchPointGroups search) {
    return QueryProto.groups(
        new Parts(
                nearest(
                    search.hasSparseIndices(), search.getSparseIndices(), search.getVectorList()),
                search.getVectorName(),
                search.getFilter(),
                search.getParams(),
                search.hasScoreThreshold()
                    ? Optional.of(search.getScoreThreshold())
                    : Optional.empty(),
                Integer.toUnsignedLong(search.getLimit()),
                Optional.empty())
            .request(
                0,
                SelectorProto.payload(search.getWithPayload(), new PayloadSelector.None()),
                SelectorProto.vectors(search.getWithVectors()),
                ShardKeyProto.decode(search.hasShardKeySelector(), search.getShardKeySelector())),
        search.getGroupBy(),
        Unsigned.toInt(Integer.toUnsignedLong(search.getGroupSize())),
        search.hasWithLookup() ? Optional.of(search.getWithLookup()) : Optional.empty());
  }

  static QueryRequest decode(RecommendPoints recommend) {
    return new Parts(
            new Query.Recommend(
                examples(recommend.getPositiveList(), recommend.getPositiveVectorsList()),
                examples(recommend.getNegativeList(), recommend.getNegativeVectorsList()),
                QueryVariantProto.strategy(recommend.getStrategy())),
            recommend.getUsing(),
            recommend.getFilter(),
            recommend.getParams(),
            recommend.hasScoreThreshold()
                ? Optional.of(recommend.getScoreThreshold())
                : Optional.empty(),
            recommend.getLimit(),
            QueryProto.lookup(recommend.hasLookupFrom(), recommend.getLookupFrom()))
        .request(
            recommend.getOffset(),
            SelectorProto.payload(recommend.getWithPayload(), new PayloadSelector.None()),
            SelectorProto.vectors(recommend.getWithVectors()),
            ShardKeyProto.decode(recommend.hasShardKeySelector(), recommend.getShardKeySelector()));
  }

  static GroupsRequest decode(RecommendPointGroups recommend) {
    return QueryProto.groups(
        new Parts(
                new Query.Recommend(
                    examples(recommend.getPositiveList(), recommend.getPositiveVectorsList()),
                    examples(recommend.getNegativeList(), recommend.getNegativeVectorsList()),
                    QueryVariantProto.strategy(recommend.getStrategy())),
                recommend.getUsing(),
                recommend.getFilter(),
                recommend.getParams(),
                recommend.hasScoreThreshold()
                    ? Optional.of(recommend.getScoreThreshold())
                    : Optional.empty(),
                Integer.toUnsignedLong(recommend.getLimit()),
                QueryProto.lookup(recommend.hasLookupFrom(), recommend.getLookupFrom()))
            .request(
                0,
                SelectorProto.payload(recommend.getWithPayload(), new PayloadSelector.None()),
                SelectorProto.vectors(recommend.getWithVectors()),
                ShardKeyProto.decode(
                    recommend.hasShardKeySelector(), recommend.getShardKeySelector())),
        recommend.getGroupBy(),
        Unsigned.toInt(Integer.toUnsignedLong(recommend.getGroupSize())),
        recommend.hasWithLookup() ? Optional.of(recommend.getWithLookup()) : Optional.empty());
  }

  /** Without a target the context is all there is. */
  static QueryRequest decode(DiscoverPoints discover) {
    List<Query.Pair> context =
        discover.getContextList().stream()
            .map(pair -> new Query.Pair(example(pair.getPositive()), example(pair.getNegative())))
            .toList();
    return new Parts(
            discover.hasTarget()
                ? new Query.Discover(example(discover.getTarget().getSingle()), context)
                : new Query.Context(context),
            discover.getUsing(),
            discover.getFilter(),
            discover.getParams(),
            Optional.empty(),
            discover.getLimit(),
            QueryProto.lookup(discover.hasLookupFrom(), discover.getLookupFrom()))
        .request(
            discover.getOffset(),
            SelectorProto.payload(discover.getWithPayload(), new PayloadSelector.None()),
            SelectorProto.vectors(discover.getWithVectors()),
            ShardKeyProto.decode(discover.hasShardKeySelector(), discover.getShardKeySelector()));
  }

  private static Query nearest(boolean isSparse, SparseIndices indices, List<Float> components) {
    return new Query.Nearest(
        new VectorInput.Components(
            isSparse
                ? VectorProto.sparse(indices.getDataList(), components)
                : VectorProto.decode(components)));
  }

  private static List<VectorInput> examples(List<PointId> ids, List<Vector> vectors) {
    List<VectorInput> examples = new ArrayList<>();
    ids.forEach(id -> examples.add(new VectorInput.Example(PointIdProto.decode(id))));
    vectors.forEach(vector ->
        examples.add(new VectorInput.Components(VectorProto.decode(vector, Documents.Use.ASKED))));
    return examples;
  }

  private static VectorInput example(VectorExample example) {
    return switch (example.getExampleCase()) {
      case ID -> new VectorInput.Example(PointIdProto.decode(example.getId()));
      case VECTOR ->
          new VectorInput.Components(VectorProto.decode(example.getVector(), Documents.Use.ASKED));
      case EXAMPLE_NOT_SET ->
          throw RequestException.invalidMessage("context", "an example is empty");
    };
  }

  /** What all have in common. */
  private record Parts(
      Query query,
      String using,
      Filter filter,
      SearchParams params,
      Optional<Float> scoreThreshold,
      long limit,
      Optional<QueryNode.Lookup> lookup) {
    QueryRequest request(
        long offset, PayloadSelector payload, VectorSelector vectors, ShardKeySelector keys) {
      return new QueryRequest(
          new QueryNode(
              List.of(),
              Optional.of(query),
              using,
              FilterProto.decode(filter),
              SearchTuningProto.decode(params),
              scoreThreshold,
              Unsigned.toInt(limit),
              lookup),
          Unsigned.toInt(offset),
          payload,
          vectors,
          keys);
    }
  }
}
