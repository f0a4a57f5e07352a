package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.Hit;
import io.dunlin.actors.query.OrderValue;
import io.dunlin.actors.query.ReadProtocol.Held;
import io.dunlin.actors.query.ReadProtocol.Hold;
import io.dunlin.actors.query.ReadProtocol.Keep;
import io.dunlin.actors.query.ReadProtocol.LetGo;
import io.dunlin.actors.query.ReadProtocol.Rank;
import io.dunlin.actors.query.ReadProtocol.Ranked;
import io.dunlin.actors.query.ReadProtocol.Ranking;
import io.dunlin.actors.query.ReadProtocol.Which;
import io.dunlin.persistence.model.ShardKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is held for cursors, and what of it is read. */
final class CursorForms {
  private CursorForms() {}

  static final Part<Which> WHICH =
      Part.of(
          (out, which) -> {
            switch (which) {
              case Which.Newest _ -> out.code(1);
              case Which.AsOf _ -> out.code(2);
              case Which.HeldBy(var cursor) -> {
                out.code(3);
                Leaves.ANY_UUID.write(out, cursor);
              }
            }
          },
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> Which.NEWEST;
              case 2 -> new Which.AsOf();
              case 3 -> new Which.HeldBy(Leaves.ANY_UUID.read(in));
              default -> throw WireReader.unknown("view of a shard", code);
            };
          });

  static final Form<Hold> HOLD =
      Form.first(
          (out, hold) -> {
            Leaves.ANY_UUID.write(out, hold.cursor());
            Leaves.ANY_UUID.write(out, hold.collection());
            out.varLong(hold.keepAlive().toMillis());
          },
          in ->
              new Hold(
                  Leaves.ANY_UUID.read(in),
                  Leaves.ANY_UUID.read(in),
                  Duration.ofMillis(in.varLong())));

  static final Form<LetGo> LET_GO =
      Form.first(
          (out, letGo) -> Leaves.ANY_UUID.write(out, letGo.cursor()),
          in -> new LetGo(Leaves.ANY_UUID.read(in)));

  private static final Part<Optional<ShardKey>> KEY = Part.optional(ShardKeyForms.KEY);

  private static final Part<Optional<OrderValue>> ORDER =
      Part.optional(
          Part.of(
              (out, value) -> {
                switch (value) {
                  case OrderValue.Whole(long whole) -> {
                    out.code(1);
                    out.fixedLong(whole);
                  }
                  case OrderValue.Real(double real) -> {
                    out.code(2);
                    out.float64(real);
                  }
                }
              },
              in -> {
                int code = in.code();
                return switch (code) {
                  case 1 -> new OrderValue.Whole(in.fixedLong());
                  case 2 -> new OrderValue.Real(in.float64());
                  default -> throw WireReader.unknown("value of an order", code);
                };
              }));

  private static final Part<List<Hit.Leg>> LEGS =
      Part.list(
          Part.of(
              (out, leg) -> {
                out.varInt(leg.query());
                out.varInt(leg.rank());
                out.float32(leg.score());
              },
              in -> new Hit.Leg(in.varInt(), in.varInt(), in.float32())));

  private static final Part<List<Rank>> PLACES =
      Part.list(
          Part.of(
              (out, rank) -> {
                Leaves.POINT_ID.write(out, rank.id());
                out.varLong(rank.version());
                out.float32(rank.score());
                KEY.write(out, rank.key());
                ORDER.write(out, rank.order());
                LEGS.write(out, rank.legs());
              },
              in ->
                  new Rank(
                      Leaves.POINT_ID.read(in),
                      in.varLong(),
                      in.float32(),
                      KEY.read(in),
                      ORDER.read(in),
                      LEGS.read(in))));

  static final Form<Keep> KEEP =
      Form.first(
          (out, keep) -> {
            Leaves.ANY_UUID.write(out, keep.cursor());
            out.varInt(keep.from());
            PLACES.write(out, keep.ranking());
          },
          in -> new Keep(Leaves.ANY_UUID.read(in), in.varInt(), PLACES.read(in)));

  static final Form<Ranked> RANKED =
      Form.first(
          (out, ranked) -> {
            Leaves.ANY_UUID.write(out, ranked.cursor());
            out.varInt(ranked.from());
            out.varInt(ranked.limit());
          },
          in -> new Ranked(Leaves.ANY_UUID.read(in), in.varInt(), in.varInt()));

  static final Form<Held> HELD =
      Form.first(
          (out, held) -> {
            Leaves.NODE_ID.write(out, held.node());
            out.varLong(held.position());
          },
          in -> new Held(Leaves.NODE_ID.read(in), in.varLong()));

  static final Form<Ranking> RANKING =
      Form.first(
          (out, ranking) -> {
            PLACES.write(out, ranking.places());
            out.varInt(ranking.length());
          },
          in -> new Ranking(PLACES.read(in), in.varInt()));
}
