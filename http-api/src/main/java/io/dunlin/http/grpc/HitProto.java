package io.dunlin.http.grpc;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderValue.Real;
import io.dunlin.actors.query.OrderValue.Whole;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.GroupId;
import io.qdrant.client.grpc.Points.GroupsResult;
import io.qdrant.client.grpc.Points.OrderValue;
import io.qdrant.client.grpc.Points.PointGroup;
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
    hit.order().map(HitProto::encode).ifPresent(point::setOrderValue);
    return point.build();
  }

  private static RetrievedPoint retrieved(Hit hit) {
    RetrievedPoint.Builder point = RetrievedPoint.newBuilder().setId(PointIdProto.encode(hit.id()));
    hit.payload().ifPresent(payload -> point.putAllPayload(PayloadProto.encode(payload)));
    if (!hit.vectors().isEmpty()) {
      point.setVectors(VectorProto.encode(hit.vectors()));
    }
    hit.key().map(ShardKeyProto::encode).ifPresent(point::setShardKey);
    hit.order().map(HitProto::encode).ifPresent(point::setOrderValue);
    return point.build();
  }

  private static OrderValue encode(io.dunlin.actors.query.OrderValue value) {
    OrderValue.Builder encoded = OrderValue.newBuilder();
    return (switch (value) {
          case Whole(long whole) -> encoded.setInt(whole);
          case Real(double real) -> encoded.setFloat(real);
        })
        .build();
  }

  static GroupsResult groups(List<io.dunlin.actors.query.PointGroup> groups) {
    GroupsResult.Builder result = GroupsResult.newBuilder();
    for (io.dunlin.actors.query.PointGroup group : groups) {
      PointGroup.Builder encoded =
          PointGroup.newBuilder().setId(groupId(group.value())).addAllHits(scored(group.hits()));
      group.lookup().map(HitProto::retrieved).ifPresent(encoded::setLookup);
      result.addGroups(encoded);
    }
    return result.build();
  }

  private static GroupId groupId(Object value) {
    GroupId.Builder id = GroupId.newBuilder();
    return (switch (value) {
          case Long number when number < 0 -> id.setIntegerValue(number);
          case Long number -> id.setUnsignedValue(number);
          default -> id.setStringValue(value.toString());
        })
        .build();
  }
}
