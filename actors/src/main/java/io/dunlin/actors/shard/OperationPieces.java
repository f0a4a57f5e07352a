package io.dunlin.actors.shard;

import io.dunlin.persistence.event.EventBytes;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts what is to be done to many points into pieces, so that one commit stays small: each piece
 * makes about a quarter of a megabyte of events. A piece is done whole or not at all.
 */
public final class OperationPieces {
  /** What the events of a piece take, about. */
  public static final long PIECE_BYTES = 256 << 10;

  private static final int MAX_IDS = 1024;
  private static final long ID_BYTES = 48;

  /**
   * A piece of an operation.
   *
   * @param bytes what it makes of events, about
   */
  public record Piece(PointOperation operation, long bytes) {}

  private OperationPieces() {}

  /** The operation, which has a selection, about these points. Nothing when there are none. */
  public static List<Piece> of(PointOperation operation, List<PointId> ids) {
    long each = bytesPerPoint(operation);
    int most = Math.clamp(PIECE_BYTES / each, 1, MAX_IDS);
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += most) {
      List<PointId> some = List.copyOf(ids.subList(from, Math.min(ids.size(), from + most)));
      pieces.add(new Piece(operation.about(new PointOperation.ByIds(some)), some.size() * each));
    }
    return pieces;
  }

  /** Bytes of the event that the operation makes of one point, about. */
  public static long bytesPerPoint(PointOperation operation) {
    return ID_BYTES
        + switch (operation) {
          case PointOperation.SetPayload(
                  PointOperation.Selection _,
                  Payload payload,
                  Optional<JsonPath> key) ->
              EventBytes.sizeOf(payload) + key.map(path -> path.text().length()).orElse(0);
          case PointOperation.OverwritePayload(PointOperation.Selection _, Payload payload) ->
              EventBytes.sizeOf(payload);
          case PointOperation.Upsert _,
              PointOperation.UpdateVectors _,
              PointOperation.ApplyDelta _,
              PointOperation.DeleteVectors _,
              PointOperation.Delete _,
              PointOperation.DeletePayload _,
              PointOperation.ClearPayload _ ->
              0;
        };
  }
}
