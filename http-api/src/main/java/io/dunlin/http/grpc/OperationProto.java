package io.dunlin.http.grpc;

import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Selection;
import io.dunlin.actors.shard.WriteResult;
import io.dunlin.http.error.ErrorMapping;
import io.dunlin.http.error.RequestException;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardKeySelector;
import io.dunlin.sharding.KeyedOperation;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePointVectors;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointVectors;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpdatePointVectors;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.util.List;
import java.util.Optional;

/** Writes: each as a message of its own, and as one of a batch. */
final class OperationProto {
  private OperationProto() {}

  static KeyedOperation decode(UpsertPoints upsert) {
    return new KeyedOperation(
        upsert(upsert.getPointsList(), upsert.getUpdateMode(), upsert.getUpdateFilter()),
        ShardKeyProto.decode(upsert.hasShardKeySelector(), upsert.getShardKeySelector()));
  }

  static KeyedOperation decode(DeletePoints delete) {
    return new KeyedOperation(
        new PointOperation.Delete(selection(delete.getPoints())),
        ShardKeyProto.decode(delete.hasShardKeySelector(), delete.getShardKeySelector()));
  }

  static KeyedOperation decode(UpdatePointVectors update) {
    return new KeyedOperation(
        updateVectors(update.getPointsList(), update.getUpdateFilter()),
        ShardKeyProto.decode(update.hasShardKeySelector(), update.getShardKeySelector()));
  }

  static KeyedOperation decode(DeletePointVectors delete) {
    return new KeyedOperation(
        deleteVectors(delete.getPointsSelector(), delete.getVectors().getNamesList()),
        ShardKeyProto.decode(delete.hasShardKeySelector(), delete.getShardKeySelector()));
  }

  static KeyedOperation setPayload(SetPayloadPoints set) {
    return new KeyedOperation(
        new PointOperation.SetPayload(
            selection(set.getPointsSelector()),
            PayloadProto.decode(set.getPayloadMap()),
            key(set.hasKey(), set.getKey())),
        ShardKeyProto.decode(set.hasShardKeySelector(), set.getShardKeySelector()));
  }

  static KeyedOperation overwritePayload(SetPayloadPoints overwrite) {
    return new KeyedOperation(
        overwrite(
            overwrite.getPointsSelector(),
            PayloadProto.decode(overwrite.getPayloadMap()),
            overwrite.hasKey()),
        ShardKeyProto.decode(overwrite.hasShardKeySelector(), overwrite.getShardKeySelector()));
  }

  static KeyedOperation decode(DeletePayloadPoints delete) {
    return new KeyedOperation(
        new PointOperation.DeletePayload(
            selection(delete.getPointsSelector()), SelectorProto.paths(delete.getKeysList())),
        ShardKeyProto.decode(delete.hasShardKeySelector(), delete.getShardKeySelector()));
  }

  static KeyedOperation decode(ClearPayloadPoints clear) {
    return new KeyedOperation(
        new PointOperation.ClearPayload(selection(clear.getPoints())),
        ShardKeyProto.decode(clear.hasShardKeySelector(), clear.getShardKeySelector()));
  }

  @SuppressWarnings("deprecation") // deprecated in the contract, but still part of it
  static KeyedOperation decode(PointsUpdateOperation operation) {
    return switch (operation.getOperationCase()) {
      case UPSERT -> decode(operation.getUpsert());
      case DELETE_POINTS -> decode(operation.getDeletePoints());
      case DELETE_DEPRECATED ->
          unkeyed(new PointOperation.Delete(selection(operation.getDeleteDeprecated())));
      case SET_PAYLOAD -> decode(operation.getSetPayload());
      case OVERWRITE_PAYLOAD -> decode(operation.getOverwritePayload());
      case DELETE_PAYLOAD -> decode(operation.getDeletePayload());
      case CLEAR_PAYLOAD -> decode(operation.getClearPayload());
      case CLEAR_PAYLOAD_DEPRECATED ->
          unkeyed(
              new PointOperation.ClearPayload(selection(operation.getClearPayloadDeprecated())));
      case UPDATE_VECTORS -> decode(operation.getUpdateVectors());
      case DELETE_VECTORS -> decode(operation.getDeleteVectors());
      case OPERATION_NOT_SET ->
          throw RequestException.invalidMessage("operations", "an operation is empty");
    };
  }

  private static KeyedOperation unkeyed(PointOperation operation) {
    return new KeyedOperation(operation, ShardKeySelector.NONE_NAMED);
  }

  private static KeyedOperation decode(PointsUpdateOperation.PointStructList upsert) {
    return new KeyedOperation(
        upsert(upsert.getPointsList(), upsert.getUpdateMode(), upsert.getUpdateFilter()),
        ShardKeyProto.decode(upsert.hasShardKeySelector(), upsert.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.DeletePoints delete) {
    return new KeyedOperation(
        new PointOperation.Delete(selection(delete.getPoints())),
        ShardKeyProto.decode(delete.hasShardKeySelector(), delete.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.SetPayload set) {
    return new KeyedOperation(
        new PointOperation.SetPayload(
            selection(set.getPointsSelector()),
            PayloadProto.decode(set.getPayloadMap()),
            key(set.hasKey(), set.getKey())),
        ShardKeyProto.decode(set.hasShardKeySelector(), set.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.OverwritePayload overwrite) {
    return new KeyedOperation(
        overwrite(
            overwrite.getPointsSelector(),
            PayloadProto.decode(overwrite.getPayloadMap()),
            overwrite.hasKey()),
        ShardKeyProto.decode(overwrite.hasShardKeySelector(), overwrite.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.DeletePayload delete) {
    return new KeyedOperation(
        new PointOperation.DeletePayload(
            selection(delete.getPointsSelector()), SelectorProto.paths(delete.getKeysList())),
        ShardKeyProto.decode(delete.hasShardKeySelector(), delete.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.ClearPayload clear) {
    return new KeyedOperation(
        new PointOperation.ClearPayload(selection(clear.getPoints())),
        ShardKeyProto.decode(clear.hasShardKeySelector(), clear.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.UpdateVectors update) {
    return new KeyedOperation(
        updateVectors(update.getPointsList(), update.getUpdateFilter()),
        ShardKeyProto.decode(update.hasShardKeySelector(), update.getShardKeySelector()));
  }

  private static KeyedOperation decode(PointsUpdateOperation.DeleteVectors delete) {
    return new KeyedOperation(
        deleteVectors(delete.getPointsSelector(), delete.getVectors().getNamesList()),
        ShardKeyProto.decode(delete.hasShardKeySelector(), delete.getShardKeySelector()));
  }

  /** A filter that is not given is read as the empty one, which every point matches. */
  private static PointOperation upsert(
      List<PointStruct> points, UpdateMode mode, Filter updateFilter) {
    return new PointOperation.Upsert(
        points.stream()
            .map(point ->
                new PointInput(
                    PointIdProto.decode(point.getId()),
                    VectorProto.decode(point.getVectors()),
                    PayloadProto.decode(point.getPayloadMap())))
            .toList(),
        switch (mode) {
          case Upsert -> PointOperation.UpdateMode.UPSERT;
          case InsertOnly -> PointOperation.UpdateMode.INSERT_ONLY;
          case UpdateOnly -> PointOperation.UpdateMode.UPDATE_ONLY;
          case UNRECOGNIZED ->
              throw RequestException.invalidMessage(
                  "update_mode", "must be Upsert, InsertOnly or UpdateOnly");
        },
        FilterProto.decode(updateFilter));
  }

  private static PointOperation updateVectors(List<PointVectors> points, Filter updateFilter) {
    return new PointOperation.UpdateVectors(
        points.stream()
            .map(point ->
                new PointInput(
                    PointIdProto.decode(point.getId()),
                    VectorProto.decode(point.getVectors()),
                    Payload.EMPTY))
            .toList(),
        FilterProto.decode(updateFilter));
  }

  private static PointOperation deleteVectors(PointsSelector points, List<String> names) {
    return new PointOperation.DeleteVectors(selection(points), List.copyOf(names));
  }

  private static PointOperation overwrite(PointsSelector points, Payload payload, boolean key) {
    if (key) {
      throw ErrorMapping.notBuilt("Overwriting a payload below a key");
    }
    return new PointOperation.OverwritePayload(selection(points), payload);
  }

  private static Selection selection(PointsSelector selector) {
    return switch (selector.getPointsSelectorOneOfCase()) {
      case POINTS ->
          new PointOperation.ByIds(PointIdProto.decode(selector.getPoints().getIdsList()));
      case FILTER -> new PointOperation.ByFilter(FilterProto.decode(selector.getFilter()));
      case POINTSSELECTORONEOF_NOT_SET ->
          throw RequestException.invalidMessage("points", "neither ids nor a filter are given");
    };
  }

  private static Optional<JsonPath> key(boolean given, String key) {
    return given ? Optional.of(PathProto.decode(key)) : Optional.empty();
  }

  static UpdateResult encode(WriteResult result) {
    return UpdateResult.newBuilder()
        .setOperationId(result.operationId())
        .setStatus(
            switch (result.status()) {
              case ACKNOWLEDGED -> UpdateStatus.Acknowledged;
              case COMPLETED -> UpdateStatus.Completed;
              case WAIT_TIMEOUT -> UpdateStatus.WaitTimeout;
            })
        .build();
  }
}
