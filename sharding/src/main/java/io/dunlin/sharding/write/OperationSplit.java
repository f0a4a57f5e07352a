package io.dunlin.sharding.write;

import io.dunlin.actors.shard.OperationPieces;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.SlotMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Cuts an operation by slot, and what goes to one shard into {@link OperationPieces}. */
public final class OperationSplit {
  private OperationSplit() {}

  public static List<WriteRequest.ShardPart> split(
      CollectionInfo collection, PointOperation operation) {
    return switch (operation) {
      case PointOperation.Upsert upsert ->
          points(collection, upsert.points(), PointOperation.Upsert::new);
      case PointOperation.UpdateVectors update ->
          points(collection, update.points(), PointOperation.UpdateVectors::new);
      case PointOperation selecting ->
          switch (selecting.selection().orElseThrow()) {
            case PointOperation.ByFilter _ ->
                collection.shards().stream()
                    .map(shard ->
                        new WriteRequest.ShardPart(
                            shard, selecting, OperationPieces.bytesPerPoint(selecting)))
                    .toList();
            case PointOperation.ByIds byIds -> ids(collection, byIds.ids(), selecting);
          };
    };
  }

  private static List<WriteRequest.ShardPart> points(
      CollectionInfo collection,
      List<PointInput> points,
      Function<List<PointInput>, PointOperation> make) {
    List<WriteRequest.ShardPart> parts = new ArrayList<>();
    Map<ShardId, Piece> open = new LinkedHashMap<>();
    for (PointInput point : points) {
      ShardId shard = SlotMap.shardOf(collection, point.id());
      long bytes =
          EventBytes.sizeOf(new RowChange.Put(point.id(), point.vectors(), point.payload()));
      Piece piece = open.get(shard);
      if (piece != null && piece.bytes + bytes > OperationPieces.PIECE_BYTES) {
        parts.add(new WriteRequest.ShardPart(shard, make.apply(piece.points), piece.bytes));
        piece = null;
      }
      if (piece == null) {
        piece = new Piece();
        open.put(shard, piece);
      }
      piece.points.add(point);
      piece.bytes += bytes;
    }
    open.forEach((shard, piece) ->
        parts.add(new WriteRequest.ShardPart(shard, make.apply(piece.points), piece.bytes)));
    return parts;
  }

  private static List<WriteRequest.ShardPart> ids(
      CollectionInfo collection, List<PointId> ids, PointOperation operation) {
    Map<ShardId, List<PointId>> byShard = new LinkedHashMap<>();
    for (PointId id : ids) {
      byShard.computeIfAbsent(SlotMap.shardOf(collection, id), _ -> new ArrayList<>()).add(id);
    }
    List<WriteRequest.ShardPart> parts = new ArrayList<>();
    byShard.forEach((shard, all) -> {
      for (OperationPieces.Piece piece : OperationPieces.of(operation, all)) {
        parts.add(new WriteRequest.ShardPart(shard, piece.operation(), piece.bytes()));
      }
    });
    return parts;
  }

  private static final class Piece {
    final List<PointInput> points = new ArrayList<>();
    long bytes;
  }
}
