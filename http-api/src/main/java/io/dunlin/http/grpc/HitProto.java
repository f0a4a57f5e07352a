package io.dunlin.http.grpc;

import io.dunlin.actors.query.Hit;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import java.util.List;

/** Points in answers. */
final class HitProto {
  private HitProto() {}

  static List<ScoredPoint> scored(List<Hit> hits) {
    return hits.stream().map(HitProto::scored).toList();
  }

  static List<BatchResult> batch(List<List<Hit>> lists) {
    return lists.stream()
        .map(hits -> BatchResult.newBuilder().addAllResult(scored(hits)).build())
        .toList();
  }

  static List<RetrievedPoint> retrieved(List<Hit> hits) {
    return hits.stream().map(HitProto::retrieved).toList();
  }

  private static ScoredPoint scored(Hit hit) {
    ScoredPoint.Builder point =
        ScoredPoint.newBuilder()
            .setId(PointIdProto.encode(hit.id()))
            .setScore(hit.score())
            .setVersion(hit.version());
    hit.payload().ifPresent(payload -> point.putAllPayload(PayloadProto.encode(payload)));
    if (!hit.vectors().isEmpty()) {
      point.setVectors(VectorProto.encode(hit.vectors()));
    }
    hit.key().map(ShardKeyProto::encode).ifPresent(point::setShardKey);
    return point.build();
  }

  private static RetrievedPoint retrieved(Hit hit) {
    RetrievedPoint.Builder point = RetrievedPoint.newBuilder().setId(PointIdProto.encode(hit.id()));
    hit.payload().ifPresent(payload -> point.putAllPayload(PayloadProto.encode(payload)));
    if (!hit.vectors().isEmpty()) {
      point.setVectors(VectorProto.encode(hit.vectors()));
    }
    hit.key().map(ShardKeyProto::encode).ifPresent(point::setShardKey);
    return point.build();
  }
}
