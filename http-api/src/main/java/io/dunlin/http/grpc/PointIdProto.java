package io.dunlin.http.grpc;

import io.dunlin.actors.failure.DunlinException;
import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.persistence.model.PointId;
import io.qdrant.client.grpc.Common;
import java.util.List;
import java.util.UUID;

/** Ids of points. */
final class PointIdProto {
  private PointIdProto() {}

  static PointId decode(Common.PointId id) {
    return switch (id.getPointIdOptionsCase()) {
      case NUM -> PointId.of(id.getNum());
      case UUID ->
          PointId.parseUuid(id.getUuid())
              .orElseThrow(() -> wrong("Unable to parse UUID: " + id.getUuid()));
      case POINTIDOPTIONS_NOT_SET -> throw wrong("A point id is empty");
    };
  }

  static List<PointId> decode(List<Common.PointId> ids) {
    return ids.stream().map(PointIdProto::decode).toList();
  }

  static Common.PointId encode(PointId id) {
    Common.PointId.Builder encoded = Common.PointId.newBuilder();
    return id.uuid()
        ? encoded.setUuid(new UUID(id.high(), id.low()).toString()).build()
        : encoded.setNum(id.low()).build();
  }

  private static DunlinException wrong(String message) {
    return new DunlinFailure.WrongInput(message).asException();
  }
}
