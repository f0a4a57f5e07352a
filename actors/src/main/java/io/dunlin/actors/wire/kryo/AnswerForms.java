package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.ReadProtocol.Counted;
import io.dunlin.actors.query.ReadProtocol.Found;
import io.dunlin.actors.query.ReadProtocol.Points;
import io.dunlin.actors.query.ReadProtocol.State;
import io.dunlin.persistence.model.Payload;
import java.util.List;
import java.util.Optional;

/** What a shard's copies answer. */
final class AnswerForms {
  private AnswerForms() {}

  private static final Part<Optional<Payload>> PAYLOAD = Part.optional(Leaves.PAYLOAD);

  private static final Part<List<Hit>> HITS =
      Part.list(
          Form.first(
              (out, hit) -> {
                Leaves.POINT_ID.write(out, hit.id());
                out.varLong(hit.version());
                out.float32(hit.score());
                PAYLOAD.write(out, hit.payload());
                Leaves.VECTORS.write(out, hit.vectors());
              },
              in ->
                  new Hit(
                      Leaves.POINT_ID.read(in),
                      in.varLong(),
                      in.float32(),
                      PAYLOAD.read(in),
                      Leaves.VECTORS.read(in))));

  private static final Part<List<List<Hit>>> LISTS = Part.list(HITS);

  static final Form<Found> FOUND =
      Form.first((out, found) -> LISTS.write(out, found.hits()), in -> new Found(LISTS.read(in)));

  static final Form<Points> POINTS =
      Form.first(
          (out, points) -> HITS.write(out, points.points()), in -> new Points(HITS.read(in)));

  static final Form<Counted> COUNTED =
      Form.first((out, counted) -> out.varLong(counted.count()), in -> new Counted(in.varLong()));

  static final Form<State> STATE =
      Form.first(
          (out, state) -> {
            out.varLong(state.points());
            out.varLong(state.indexedVectors());
            out.varInt(state.segments());
            out.varLong(state.waiting());
            out.bool(state.building());
          },
          in -> new State(in.varLong(), in.varLong(), in.varInt(), in.varLong(), in.bool()));
}
