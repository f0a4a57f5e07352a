package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.FacetCount;
import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.Indexing;
import io.dunlin.actors.query.ReadProtocol.Counted;
import io.dunlin.actors.query.ReadProtocol.Facets;
import io.dunlin.actors.query.ReadProtocol.FieldState;
import io.dunlin.actors.query.ReadProtocol.Found;
import io.dunlin.actors.query.ReadProtocol.InOrder;
import io.dunlin.actors.query.ReadProtocol.Placed;
import io.dunlin.actors.query.ReadProtocol.Points;
import io.dunlin.actors.query.ReadProtocol.State;
import io.dunlin.actors.query.ReadProtocol.TermsCounted;
import io.dunlin.actors.query.TermCounts;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.VectorValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a shard's copies answer. */
final class AnswerForms {
  private AnswerForms() {}

  private static final Part<Optional<Payload>> PAYLOAD = Part.optional(Leaves.PAYLOAD);

  /** Since version 2 with vectors of all kinds. */
  private static final Form<Hit> HIT =
      Form.<Hit>first((_, _) -> {}, in -> hit(in, Leaves.DENSE_VECTORS))
          .orNext(in -> hit(in, Leaves.VECTORS))
          .writing((out, hit) -> {
            Leaves.POINT_ID.write(out, hit.id());
            out.varLong(hit.version());
            out.float32(hit.score());
            PAYLOAD.write(out, hit.payload());
            Leaves.VECTORS.write(out, hit.vectors());
          });

  private static Hit hit(WireReader in, Part<Map<String, VectorValue>> vectors) {
    return new Hit(
        Leaves.POINT_ID.read(in), in.varLong(), in.float32(), PAYLOAD.read(in), vectors.read(in));
  }

  private static final Part<List<Hit>> HITS = Part.list(HIT);

  private static final Part<List<List<Hit>>> LISTS = Part.list(HITS);

  static final Form<Found> FOUND =
      Form.first((out, found) -> LISTS.write(out, found.hits()), in -> new Found(LISTS.read(in)));

  static final Form<Points> POINTS =
      Form.first(
          (out, points) -> HITS.write(out, points.points()), in -> new Points(HITS.read(in)));

  private static final Part<List<Placed>> PLACED =
      Part.list(
          Part.of(
              (out, placed) -> {
                out.fixedLong(placed.number());
                HIT.write(out, placed.hit());
              },
              in -> new Placed(in.fixedLong(), HIT.read(in))));

  static final Form<InOrder> IN_ORDER =
      Form.first(
          (out, ordered) -> PLACED.write(out, ordered.points()),
          in -> new InOrder(PLACED.read(in)));

  private static final Part<List<FacetCount>> FACET_COUNTS =
      Part.list(
          Part.of(
              (out, facet) -> {
                CheckForms.SCALAR.write(out, facet.value());
                out.varLong(facet.points());
              },
              in -> new FacetCount(CheckForms.SCALAR.read(in), in.varLong())));

  static final Form<Facets> FACETS =
      Form.first(
          (out, facets) -> FACET_COUNTS.write(out, facets.counts()),
          in -> new Facets(FACET_COUNTS.read(in)));

  private static final Part<Map<Integer, Long>> HAVING = Part.map(Leaves.INT, Leaves.LONG);

  static final Form<TermsCounted> TERMS_COUNTED =
      Form.first(
          (out, counted) -> {
            out.varLong(counted.counts().points());
            HAVING.write(out, counted.counts().having());
          },
          in -> new TermsCounted(new TermCounts(in.varLong(), HAVING.read(in))));

  static final Form<Counted> COUNTED =
      Form.first((out, counted) -> out.varLong(counted.count()), in -> new Counted(in.varLong()));

  private static final Part<FieldState> FIELD_STATE =
      Part.of(
          (out, field) -> {
            out.varLong(field.rows());
            out.varLong(field.values());
          },
          in -> new FieldState(in.varLong(), in.varLong()));
  private static final Part<Map<String, FieldState>> FIELDS = Part.map(Leaves.STRING, FIELD_STATE);

  /**
   * Since version 2 with payload indexes, since 3 with sizes in bytes, since 4 with what segments
   * are indexed by.
   */
  static final Form<State> STATE =
      Form.<State>first(
              AnswerForms::writeFirst, in -> readFirst(in).with(0, Map.of(), 0, 0, Indexing.NONE))
          .orNext(in -> readFirst(in).with(in.varLong(), FIELDS.read(in), 0, 0, Indexing.NONE))
          .orNext(in ->
              readFirst(in)
                  .with(in.varLong(), FIELDS.read(in), in.varLong(), in.varLong(), Indexing.NONE))
          .orNext(in ->
              readFirst(in)
                  .with(
                      in.varLong(),
                      FIELDS.read(in),
                      in.varLong(),
                      in.varLong(),
                      IndexForms.INDEXING.read(in)))
          .writing((out, state) -> {
            writeFirst(out, state);
            out.varLong(state.settled());
            FIELDS.write(out, state.fields());
            out.varLong(state.vectorBytes());
            out.varLong(state.payloadBytes());
            IndexForms.INDEXING.write(out, state.indexing());
          });

  /** What version 1 says. */
  private record FirstState(
      long points, long indexedVectors, int segments, long waiting, boolean building) {
    State with(
        long settled,
        Map<String, FieldState> fields,
        long vectorBytes,
        long payloadBytes,
        Indexing indexing) {
      return new State(
          points,
          indexedVectors,
          segments,
          waiting,
          building,
          settled,
          fields,
          vectorBytes,
          payloadBytes,
          indexing);
    }
  }

  private static FirstState readFirst(WireReader in) {
    return new FirstState(in.varLong(), in.varLong(), in.varInt(), in.varLong(), in.bool());
  }

  private static void writeFirst(WireWriter out, State state) {
    out.varLong(state.points());
    out.varLong(state.indexedVectors());
    out.varInt(state.segments());
    out.varLong(state.waiting());
    out.bool(state.building());
  }
}
