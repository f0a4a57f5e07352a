package io.dunlin.http.grpc;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.event.RowChange.PutKind;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.sharding.change.ChangesRequest;
import io.dunlin.sharding.change.FeedEvent;
import io.dunlin.sharding.change.PointChange;
import io.dunlin.v1.Change;
import io.dunlin.v1.ChangesEvent;
import io.dunlin.v1.Heartbeat;
import io.dunlin.v1.PayloadSet;
import io.dunlin.v1.PointSet;
import io.dunlin.v1.PresentPoints;
import io.dunlin.v1.ShardChanges;
import io.dunlin.v1.ShardDropped;
import io.dunlin.v1.ShardPosition;
import io.dunlin.v1.VectorsChanged;
import java.time.Duration;

/** Change feeds: what is asked for, and what is told. */
final class ChangesProto {
  private ChangesProto() {}

  static ChangesRequest decode(io.dunlin.v1.ChangesRequest request) {
    return new ChangesRequest(
        switch (request.getStartCase()) {
          case NOW, START_NOT_SET -> new ChangesRequest.Now();
          case BEGINNING -> new ChangesRequest.Beginning();
          case PRESENT -> new ChangesRequest.Present();
          case TOKEN -> new ChangesRequest.After(request.getToken());
        },
        FilterProto.decode(request.getFilter()),
        request.getSkipLeft(),
        SelectorProto.payload(request.getWithPayload(), new PayloadSelector.All()),
        SelectorProto.vectors(request.getWithVectors()),
        request.hasHeartbeatMs()
            ? heartbeat(request.getHeartbeatMs())
            : ChangesRequest.DEFAULT_HEARTBEAT);
  }

  private static Duration heartbeat(int millis) {
    Duration heartbeat = Duration.ofMillis(Unsigned.toInt(millis));
    if (heartbeat.compareTo(ChangesRequest.SHORTEST_HEARTBEAT) < 0) {
      throw RequestException.invalidMessage(
          "heartbeat_ms",
          "value %d invalid, must be %d or larger"
              .formatted(millis, ChangesRequest.SHORTEST_HEARTBEAT.toMillis()));
    }
    return heartbeat;
  }

  static ChangesEvent encode(FeedEvent event) {
    ChangesEvent.Builder encoded = ChangesEvent.newBuilder().setToken(event.token());
    return (switch (event) {
          case FeedEvent.Changes changes -> encoded.setChanges(encode(changes));
          case FeedEvent.Present present -> encoded.setPresent(encode(present));
          case FeedEvent.Heartbeat heartbeat -> encoded.setHeartbeat(encode(heartbeat));
          case FeedEvent.VectorsChanged changed ->
              encoded.setVectorsChanged(
                  VectorsChanged.newBuilder()
                      .setShard(changed.number())
                      .setShardId(changed.shard().toString())
                      .setPosition(changed.position())
                      .putAllVectors(changed.vectors()));
          case FeedEvent.ShardDropped dropped ->
              encoded.setShardDropped(
                  ShardDropped.newBuilder().setShardId(dropped.shard().toString()));
        })
        .build();
  }

  private static ShardChanges encode(FeedEvent.Changes changes) {
    ShardChanges.Builder encoded =
        ShardChanges.newBuilder()
            .setShard(changes.number())
            .setShardId(changes.shard().toString())
            .setPosition(changes.position())
            .setTimeMs(changes.time());
    changes.key().map(ShardKeyProto::encode).ifPresent(encoded::setShardKey);
    changes.changes().forEach(change -> encoded.addChanges(encode(change)));
    return encoded.build();
  }

  private static Change encode(PointChange change) {
    Change.Builder encoded = Change.newBuilder();
    return (switch (change) {
          case PointChange.Set set -> encoded.setSet(encode(set));
          case PointChange.PayloadSet set -> encoded.setPayloadSet(encode(set));
          case PointChange.Removed(PointId id) -> encoded.setRemoved(PointIdProto.encode(id));
          case PointChange.Left(PointId id) -> encoded.setLeft(PointIdProto.encode(id));
        })
        .build();
  }

  private static PointSet encode(PointChange.Set set) {
    PointSet.Builder encoded =
        PointSet.newBuilder()
            .setId(PointIdProto.encode(set.id()))
            .putAllPayload(PayloadProto.encode(set.payload().orElse(Payload.EMPTY)))
            .setKind(
                switch (set.kind()) {
                  case UNKNOWN -> PointSet.Kind.UNKNOWN;
                  case INSERT -> PointSet.Kind.INSERTED;
                  case UPDATE -> PointSet.Kind.UPDATED;
                });
    if (!set.vectors().isEmpty()) {
      encoded.setVectors(VectorProto.encode(set.vectors()));
    }
    return encoded.build();
  }

  private static PayloadSet encode(PointChange.PayloadSet set) {
    return PayloadSet.newBuilder()
        .setId(PointIdProto.encode(set.id()))
        .putAllPayload(PayloadProto.encode(set.payload().orElse(Payload.EMPTY)))
        .build();
  }

  private static PresentPoints encode(FeedEvent.Present present) {
    PresentPoints.Builder encoded = PresentPoints.newBuilder().setLast(present.last());
    for (Hit hit : present.points()) {
      PointSet.Builder point =
          encode(new PointChange.Set(hit.id(), hit.payload(), hit.vectors(), PutKind.UNKNOWN))
              .toBuilder();
      hit.key().map(ShardKeyProto::encode).ifPresent(point::setShardKey);
      encoded.addPoints(point);
    }
    return encoded.build();
  }

  private static Heartbeat encode(FeedEvent.Heartbeat heartbeat) {
    Heartbeat.Builder encoded = Heartbeat.newBuilder();
    heartbeat
        .positions()
        .forEach((shard, position) ->
            encoded.addPositions(ShardPosition.newBuilder().setShard(shard).setPosition(position)));
    return encoded.build();
  }
}
