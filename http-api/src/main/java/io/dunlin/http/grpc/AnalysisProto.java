package io.dunlin.http.grpc;

import io.dunlin.actors.query.DistanceMatrix;
import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.FacetRequest;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.MatrixRequest;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.PointId;
import io.qdrant.client.grpc.Points.FacetCounts;
import io.qdrant.client.grpc.Points.FacetHit;
import io.qdrant.client.grpc.Points.FacetValue;
import io.qdrant.client.grpc.Points.SearchMatrixOffsets;
import io.qdrant.client.grpc.Points.SearchMatrixPair;
import io.qdrant.client.grpc.Points.SearchMatrixPairs;
import io.qdrant.client.grpc.Points.SearchMatrixPoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is asked of many points together. */
final class AnalysisProto {
  private AnalysisProto() {}

  static FacetRequest facet(FacetCounts request) {
    return new FacetRequest(
        PathProto.decode(request.getKey()),
        FilterProto.decode(request.getFilter()),
        request.hasLimit() ? atLeast(1, "limit", request.getLimit()) : ReadProto.DEFAULT_LIMIT,
        request.getExact(),
        ShardKeyProto.decode(request.hasShardKeySelector(), request.getShardKeySelector()));
  }

  static List<FacetHit> hits(List<FacetCount> facets) {
    return facets.stream()
        .map(facet ->
            FacetHit.newBuilder().setValue(value(facet.value())).setCount(facet.points()).build())
        .toList();
  }

  private static FacetValue value(Object value) {
    FacetValue.Builder builder = FacetValue.newBuilder();
    return (switch (value) {
          case Long number -> builder.setIntegerValue(number);
          case Boolean truth -> builder.setBoolValue(truth);
          default -> builder.setStringValue(value.toString());
        })
        .build();
  }

  static MatrixRequest matrix(SearchMatrixPoints request) {
    return new MatrixRequest(
        FilterProto.decode(request.getFilter()),
        request.getUsing(),
        request.hasSample()
            ? atLeast(2, "sample", request.getSample())
            : MatrixRequest.DEFAULT_SAMPLE,
        request.hasLimit() ? atLeast(1, "limit", request.getLimit()) : MatrixRequest.DEFAULT_LIMIT,
        ShardKeyProto.decode(request.hasShardKeySelector(), request.getShardKeySelector()));
  }

  private static int atLeast(int least, String field, long value) {
    int count = Unsigned.toInt(value);
    if (count < least) {
      throw RequestException.invalidMessage(
          field, "value %d invalid, must be %d or larger".formatted(count, least));
    }
    return count;
  }

  static SearchMatrixPairs pairs(DistanceMatrix matrix) {
    SearchMatrixPairs.Builder pairs = SearchMatrixPairs.newBuilder();
    for (int row = 0; row < matrix.ids().size(); row++) {
      for (Hit near : matrix.nearest().get(row)) {
        pairs.addPairs(
            SearchMatrixPair.newBuilder()
                .setA(PointIdProto.encode(matrix.ids().get(row)))
                .setB(PointIdProto.encode(near.id()))
                .setScore(near.score()));
      }
    }
    return pairs.build();
  }

  static SearchMatrixOffsets offsets(DistanceMatrix matrix) {
    SearchMatrixOffsets.Builder offsets = SearchMatrixOffsets.newBuilder();
    Map<PointId, Integer> places = new HashMap<>();
    for (PointId id : matrix.ids()) {
      places.put(id, places.size());
      offsets.addIds(PointIdProto.encode(id));
    }
    for (int row = 0; row < matrix.ids().size(); row++) {
      for (Hit near : matrix.nearest().get(row)) {
        offsets
            .addOffsetsRow(row)
            .addOffsetsCol(places.getOrDefault(near.id(), -1))
            .addScores(near.score());
      }
    }
    return offsets.build();
  }
}
