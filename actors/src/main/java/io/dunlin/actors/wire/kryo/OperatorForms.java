package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.catalog.CatalogProtocol.Abort;
import io.dunlin.actors.catalog.CatalogProtocol.Look;
import io.dunlin.actors.catalog.CatalogProtocol.Mark;
import io.dunlin.actors.catalog.CatalogProtocol.Report;
import io.dunlin.actors.catalog.CatalogProtocol.Restart;
import io.dunlin.actors.catalog.CatalogProtocol.Wish;
import io.dunlin.actors.catalog.ClusterPicture;
import io.dunlin.actors.catalog.NodeReport;
import io.dunlin.actors.report.Stopping;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What operators ask of the catalog, and what nodes tell it of themselves. */
final class OperatorForms {
  private static final Part<List<ShardId>> SHARDS = Part.list(Leaves.SHARD_ID);
  private static final Part<Set<NodeId>> NODES = Part.set(Leaves.NODE_ID);

  private OperatorForms() {}

  static final Form<PlacementWish.Move> MOVE =
      Form.first(
          (out, move) -> {
            Leaves.SHARD_ID.write(out, move.shard());
            Leaves.NODE_ID.write(out, move.from());
            Leaves.NODE_ID.write(out, move.to());
          },
          in ->
              new PlacementWish.Move(
                  Leaves.SHARD_ID.read(in), Leaves.NODE_ID.read(in), Leaves.NODE_ID.read(in)));

  static final Form<PlacementWish.Replicate> REPLICATE =
      Form.first(
          (out, replicate) -> {
            Leaves.SHARD_ID.write(out, replicate.shard());
            Leaves.NODE_ID.write(out, replicate.to());
          },
          in -> new PlacementWish.Replicate(Leaves.SHARD_ID.read(in), Leaves.NODE_ID.read(in)));

  static final Form<PlacementWish.Drop> DROP =
      Form.first(
          (out, drop) -> {
            Leaves.SHARD_ID.write(out, drop.shard());
            Leaves.NODE_ID.write(out, drop.from());
          },
          in -> new PlacementWish.Drop(Leaves.SHARD_ID.read(in), Leaves.NODE_ID.read(in)));

  static final Part<PlacementWish> ANY_WISH = Part.oneOf(PlacementWish.class);

  static final Part<NodeMark> NODE_MARK =
      Part.of(
          (out, mark) ->
              out.code(
                  switch (mark) {
                    case NONE -> 1;
                    case DRAINING -> 2;
                    case REMOVED -> 3;
                  }),
          in -> {
            int code = in.code();
            return switch (code) {
              case 1 -> NodeMark.NONE;
              case 2 -> NodeMark.DRAINING;
              case 3 -> NodeMark.REMOVED;
              default -> throw WireReader.unknown("mark", code);
            };
          });

  static final Form<Wish> WISH =
      Form.first(
          (out, wish) -> {
            ANY_WISH.write(out, wish.wish());
            out.actor(wish.replyTo());
          },
          in -> new Wish(ANY_WISH.read(in), in.actor()));

  static final Form<Abort> ABORT =
      Form.first(
          (out, abort) -> {
            Leaves.SHARD_ID.write(out, abort.shard());
            Leaves.NODE_ID.write(out, abort.from());
            Leaves.NODE_ID.write(out, abort.to());
            out.actor(abort.replyTo());
          },
          in ->
              new Abort(
                  Leaves.SHARD_ID.read(in),
                  Leaves.NODE_ID.read(in),
                  Leaves.NODE_ID.read(in),
                  in.actor()));

  static final Form<Restart> RESTART =
      Form.first(
          (out, restart) -> {
            Leaves.SHARD_ID.write(out, restart.shard());
            Leaves.NODE_ID.write(out, restart.from());
            Leaves.NODE_ID.write(out, restart.to());
            out.actor(restart.replyTo());
          },
          in ->
              new Restart(
                  Leaves.SHARD_ID.read(in),
                  Leaves.NODE_ID.read(in),
                  Leaves.NODE_ID.read(in),
                  in.actor()));

  static final Form<Mark> MARK =
      Form.first(
          (out, mark) -> {
            Leaves.NODE_ID.write(out, mark.node());
            NODE_MARK.write(out, mark.mark());
            out.bool(mark.force());
            out.actor(mark.replyTo());
          },
          in -> new Mark(Leaves.NODE_ID.read(in), NODE_MARK.read(in), in.bool(), in.actor()));

  private static final Part<Map<ShardId, NodeReport.Copy>> COPIES =
      Part.map(
          Leaves.SHARD_ID,
          Form.first(
              (out, copy) -> {
                out.varLong(copy.bytes());
                out.float64(copy.load());
                out.varLong(copy.position());
                NODES.write(out, copy.inSync());
              },
              in -> new NodeReport.Copy(in.varLong(), in.float64(), in.varLong(), NODES.read(in))));

  static final Form<Report> REPORT =
      Form.first(
          (out, message) -> {
            NodeReport report = message.report();
            Leaves.NODE_ID.write(out, report.node());
            out.varLong(report.capacityBytes());
            out.varLong(report.usedBytes());
            COPIES.write(out, report.copies());
          },
          in ->
              new Report(
                  new NodeReport(
                      Leaves.NODE_ID.read(in), in.varLong(), in.varLong(), COPIES.read(in))));

  static final Form<Stopping> STOPPING =
      Form.first(
          (out, stopping) -> Leaves.NODE_ID.write(out, stopping.node()),
          in -> new Stopping(Leaves.NODE_ID.read(in)));

  static final Form<Look> LOOK =
      Form.first(
          (out, look) -> {
            SHARDS.write(out, look.shards());
            out.actor(look.replyTo());
          },
          in -> new Look(SHARDS.read(in), in.actor()));

  private static final Part<List<ClusterPicture.Fill>> FILLS =
      Part.list(
          Form.first(
              (out, fill) -> {
                Leaves.NODE_ID.write(out, fill.node());
                out.varLong(fill.capacityBytes());
                out.varLong(fill.usedBytes());
                out.float64(fill.load());
              },
              in ->
                  new ClusterPicture.Fill(
                      Leaves.NODE_ID.read(in), in.varLong(), in.varLong(), in.float64())));

  private static final Part<Map<ShardId, Set<NodeId>>> IN_SYNC = Part.map(Leaves.SHARD_ID, NODES);

  private static final Part<List<ClusterPicture.Transfer>> TRANSFERS =
      Part.list(
          Form.first(
              (out, transfer) -> {
                Leaves.SHARD_ID.write(out, transfer.shard());
                Leaves.NODE_ID.write(out, transfer.from());
                Leaves.NODE_ID.write(out, transfer.to());
                out.bool(transfer.sync());
                out.string(transfer.comment());
              },
              in ->
                  new ClusterPicture.Transfer(
                      Leaves.SHARD_ID.read(in),
                      Leaves.NODE_ID.read(in),
                      Leaves.NODE_ID.read(in),
                      in.bool(),
                      in.string())));

  static final Form<ClusterPicture> PICTURE =
      Form.first(
          (out, picture) -> {
            FILLS.write(out, picture.nodes());
            IN_SYNC.write(out, picture.inSync());
            TRANSFERS.write(out, picture.transfers());
          },
          in -> new ClusterPicture(FILLS.read(in), IN_SYNC.read(in), TRANSFERS.read(in)));
}
