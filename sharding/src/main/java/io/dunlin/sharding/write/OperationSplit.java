package io.dunlin.sharding.write;

import io.dunlin.actors.shard.OperationPieces;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.sharding.route.ShardGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Cuts an operation by slot, and what goes to one shard into {@link OperationPieces}. */
public final class OperationSplit {
  private OperationSplit() {}

  /**
   * @param group the shards to which it goes
   */
  public static List<WriteRequest.ShardPart> split(ShardGroup group, PointOperation operation) {
    return switch (operation) {
      case PointOperation.Upsert upsert -> points(group, upsert.points(), upsert::of);
      case PointOperation.UpdateVectors update -> points(group, update.points(), update::of);
      case PointOperation.ApplyDelta apply -> points(group, apply.points(), apply::of);
      case PointOperation selecting ->
          switch (selecting.selection().orElseThrow()) {
            case PointOperation.ByFilter _ ->
                group.shards().stream()
                    .map(shard ->
                        new WriteRequest.ShardPart(
                            shard, selecting, OperationPieces.bytesPerPoint(selecting)))
                    .toList();
            case PointOperation.ByIds byIds -> ids(group, byIds.ids(), selecting);
          };
    };
  }

  private static List<WriteRequest.ShardPart> points(
      ShardGroup group, List<PointInput> points, Function<List<PointInput>, PointOperation> make) {
    List<WriteRequest.ShardPart> parts = new ArrayList<>();
    Map<ShardId, Piece> open = new LinkedHashMap<>();
    for (PointInput point : points) {
      ShardId shard = group.shardOf(point.id());
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
      ShardGroup group, List<PointId> ids, PointOperation operation) {
    Map<ShardId, List<PointId>> byShard = new LinkedHashMap<>();
    for (PointId id : ids) {
      byShard.computeIfAbsent(group.shardOf(id), _ -> new ArrayList<>()).add(id);
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
