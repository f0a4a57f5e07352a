package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.shard.PointOperation.ApplyDelta;
import io.dunlin.actors.shard.PointOperation.ByFilter;
import io.dunlin.actors.shard.PointOperation.ByIds;
import io.dunlin.actors.shard.PointOperation.ClearPayload;
import io.dunlin.actors.shard.PointOperation.Delete;
import io.dunlin.actors.shard.PointOperation.DeletePayload;
import io.dunlin.actors.shard.PointOperation.DeleteVectors;
import io.dunlin.actors.shard.PointOperation.OverwritePayload;
import io.dunlin.actors.shard.PointOperation.PointInput;
import io.dunlin.actors.shard.PointOperation.Selection;
import io.dunlin.actors.shard.PointOperation.SetPayload;
import io.dunlin.actors.shard.PointOperation.UpdateMode;
import io.dunlin.actors.shard.PointOperation.UpdateVectors;
import io.dunlin.actors.shard.PointOperation.Upsert;
import io.dunlin.actors.shard.VectorOptimizer;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done to points, and to which. */
final class OperationForms {
  private OperationForms() {}

  private static final Part<Selection> SELECTION = Part.oneOf(Selection.class);

  static final Form<ByIds> BY_IDS =
      Form.first(
          (out, selection) -> Leaves.POINT_IDS.write(out, selection.ids()),
          in -> new ByIds(Leaves.POINT_IDS.read(in)));
  static final Form<ByFilter> BY_FILTER =
      Form.first(
          (out, selection) -> FilterForms.FILTER.write(out, selection.filter()),
          in -> new ByFilter(FilterForms.FILTER.read(in)));

  /** Since version 2 with vectors of all kinds. */
  private static final Part<List<PointInput>> POINTS =
      Part.list(
          Form.<PointInput>first((_, _) -> {}, in -> point(in, Leaves.DENSE_VECTORS))
              .orNext(in -> point(in, Leaves.VECTORS))
              .writing((out, point) -> {
                Leaves.POINT_ID.write(out, point.id());
                Leaves.VECTORS.write(out, point.vectors());
                Leaves.PAYLOAD.write(out, point.payload());
              }));

  private static PointInput point(WireReader in, Part<Map<String, VectorValue>> vectors) {
    return new PointInput(Leaves.POINT_ID.read(in), vectors.read(in), Leaves.PAYLOAD.read(in));
  }

  private static final Part<UpdateMode> MODE =
      Part.of(
          (out, mode) ->
              out.code(
                  switch (mode) {
                    case UPSERT -> 1;
                    case INSERT_ONLY -> 2;
                    case UPDATE_ONLY -> 3;
                  }),
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> UpdateMode.UPSERT;
              case 2 -> UpdateMode.INSERT_ONLY;
              case 3 -> UpdateMode.UPDATE_ONLY;
              default -> throw WireReader.unknown("update mode", code);
            };
          });

  /** Since version 2 with a mode and a filter. */
  static final Form<Upsert> UPSERT =
      Form.<Upsert>first(
              (out, upsert) -> POINTS.write(out, upsert.points()),
              in -> new Upsert(POINTS.read(in)))
          .orNext(in -> new Upsert(POINTS.read(in), MODE.read(in), FilterForms.FILTER.read(in)))
          .writing((out, upsert) -> {
            POINTS.write(out, upsert.points());
            MODE.write(out, upsert.mode());
            FilterForms.FILTER.write(out, upsert.updateFilter());
          });

  /** Since version 2 with a filter. */
  static final Form<UpdateVectors> UPDATE_VECTORS =
      Form.<UpdateVectors>first(
              (out, update) -> POINTS.write(out, update.points()),
              in -> new UpdateVectors(POINTS.read(in)))
          .orNext(in -> new UpdateVectors(POINTS.read(in), FilterForms.FILTER.read(in)))
          .writing((out, update) -> {
            POINTS.write(out, update.points());
            FilterForms.FILTER.write(out, update.updateFilter());
          });

  private static final Part<VectorOptimizer> OPTIMIZER =
      Part.of(
          (out, optimizer) -> {
            switch (optimizer) {
              case VectorOptimizer.Sgd(double rate) -> {
                out.code(1);
                out.float64(rate);
              }
              case VectorOptimizer.Average _ -> out.code(2);
              case VectorOptimizer.AdaGrad(double rate, double epsilon, String name) -> {
                out.code(3);
                out.float64(rate);
                out.float64(epsilon);
                out.string(name);
              }
              case VectorOptimizer.Adam adam -> {
                out.code(4);
                out.float64(adam.rate());
                out.float64(adam.beta1());
                out.float64(adam.beta2());
                out.float64(adam.epsilon());
                out.string(adam.name());
              }
            }
          },
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> new VectorOptimizer.Sgd(in.float64());
              case 2 -> new VectorOptimizer.Average();
              case 3 -> new VectorOptimizer.AdaGrad(in.float64(), in.float64(), in.string());
              case 4 ->
                  new VectorOptimizer.Adam(
                      in.float64(), in.float64(), in.float64(), in.float64(), in.string());
              default -> throw WireReader.unknown("optimizer", code);
            };
          });

  static final Form<ApplyDelta> APPLY_DELTA =
      Form.first(
          (out, apply) -> {
            POINTS.write(out, apply.points());
            OPTIMIZER.write(out, apply.optimizer());
          },
          in -> new ApplyDelta(POINTS.read(in), OPTIMIZER.read(in)));

  static final Form<DeleteVectors> DELETE_VECTORS =
      Form.first(
          (out, delete) -> {
            SELECTION.write(out, delete.points());
            Leaves.STRINGS.write(out, delete.names());
          },
          in -> new DeleteVectors(SELECTION.read(in), Leaves.STRINGS.read(in)));

  static final Form<Delete> DELETE =
      Form.first(
          (out, delete) -> SELECTION.write(out, delete.points()),
          in -> new Delete(SELECTION.read(in)));

  private static final Part<Optional<JsonPath>> KEY = Part.optional(Leaves.PATH);

  static final Form<SetPayload> SET_PAYLOAD =
      Form.first(
          (out, set) -> {
            SELECTION.write(out, set.points());
            Leaves.PAYLOAD.write(out, set.payload());
            KEY.write(out, set.key());
          },
          in -> new SetPayload(SELECTION.read(in), Leaves.PAYLOAD.read(in), KEY.read(in)));

  static final Form<OverwritePayload> OVERWRITE_PAYLOAD =
      Form.first(
          (out, overwrite) -> {
            SELECTION.write(out, overwrite.points());
            Leaves.PAYLOAD.write(out, overwrite.payload());
          },
          in -> new OverwritePayload(SELECTION.read(in), Leaves.PAYLOAD.read(in)));

  static final Form<DeletePayload> DELETE_PAYLOAD =
      Form.first(
          (out, delete) -> {
            SELECTION.write(out, delete.points());
            Leaves.PATHS.write(out, delete.keys());
          },
          in -> new DeletePayload(SELECTION.read(in), Leaves.PATHS.read(in)));

  static final Form<ClearPayload> CLEAR_PAYLOAD =
      Form.first(
          (out, clear) -> SELECTION.write(out, clear.points()),
          in -> new ClearPayload(SELECTION.read(in)));
}
