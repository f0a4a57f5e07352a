package io.dunlin.sharding.check;

import io.dunlin.actors.failure.DunlinFailure;
import io.dunlin.actors.shard.PointOperation;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.Lineage;
import io.dunlin.persistence.model.Payload;
import java.util.List;
import java.util.Optional;

/** Refuses what would write or take away what points tell of who wrote them. */
public final class LineageChecks {
  private LineageChecks() {}

  /** Fails with WrongInput that names the key, and the point where that is known. */
  public static void check(PointOperation operation) {
    switch (operation) {
      case PointOperation.Upsert upsert -> {
        for (PointInput point : upsert.points()) {
          refuseIf(has(point.payload()), "point " + point.id() + ": ");
        }
      }
      case PointOperation.SetPayload(var _, Payload payload, Optional<JsonPath> key) ->
          refuseIf(key.map(LineageChecks::leads).orElseGet(() -> has(payload)), "");
      case PointOperation.OverwritePayload(var _, Payload payload) -> refuseIf(has(payload), "");
      case PointOperation.DeletePayload(var _, List<JsonPath> keys) ->
          refuseIf(keys.stream().anyMatch(LineageChecks::leads), "");
      case PointOperation.ClearPayload _,
          PointOperation.Delete _,
          PointOperation.UpdateVectors _,
          PointOperation.ApplyDelta _,
          PointOperation.DeleteVectors _ -> {}
    }
  }

  private static boolean has(Payload payload) {
    return payload.fields().containsKey(Lineage.KEY);
  }

  private static boolean leads(JsonPath path) {
    return path.steps().getFirst().equals(new JsonPath.Key(Lineage.KEY));
  }

  private static void refuseIf(boolean written, String where) {
    if (written) {
      throw new DunlinFailure.WrongInput(
              where
                  + "the payload's key `"
                  + Lineage.KEY
                  + "` is kept by the collection, which has lineage: expected a write without it")
          .asException();
    }
  }
}
