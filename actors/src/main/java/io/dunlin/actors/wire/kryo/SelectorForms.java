package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.Projection;
import io.dunlin.actors.query.VectorSelector;

/** What of a point goes into an answer. */
final class SelectorForms {
  private SelectorForms() {}

  static final Form<PayloadSelector.None> PAYLOAD_NONE = Form.empty(new PayloadSelector.None());
  static final Form<PayloadSelector.All> PAYLOAD_ALL = Form.empty(new PayloadSelector.All());
  static final Form<PayloadSelector.Include> PAYLOAD_INCLUDE =
      Form.first(
          (out, include) -> Leaves.PATHS.write(out, include.paths()),
          in -> new PayloadSelector.Include(Leaves.PATHS.read(in)));
  static final Form<PayloadSelector.Exclude> PAYLOAD_EXCLUDE =
      Form.first(
          (out, exclude) -> Leaves.PATHS.write(out, exclude.paths()),
          in -> new PayloadSelector.Exclude(Leaves.PATHS.read(in)));

  static final Form<VectorSelector.None> VECTORS_NONE = Form.empty(new VectorSelector.None());
  static final Form<VectorSelector.All> VECTORS_ALL = Form.empty(new VectorSelector.All());
  static final Form<VectorSelector.Names> VECTORS_NAMES =
      Form.first(
          (out, names) -> Leaves.STRINGS.write(out, names.names()),
          in -> new VectorSelector.Names(Leaves.STRINGS.read(in)));

  private static final Part<PayloadSelector> PAYLOAD = Part.oneOf(PayloadSelector.class);
  private static final Part<VectorSelector> VECTORS = Part.oneOf(VectorSelector.class);

  static final Form<Projection> PROJECTION =
      Form.first(
          (out, projection) -> {
            PAYLOAD.write(out, projection.payload());
            VECTORS.write(out, projection.vectors());
          },
          in -> new Projection(PAYLOAD.read(in), VECTORS.read(in)));
}
