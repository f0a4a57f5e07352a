package io.dunlin.persistence.event;

import static io.dunlin.persistence.event.CatalogEventProtos.uuid;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.dunlin.persistence.event.proto.NodeMarkProto;
import io.dunlin.persistence.event.proto.NodeMarkedProto;
import io.dunlin.persistence.event.proto.PlacementWishProto;
import io.dunlin.persistence.event.proto.PlacementWishProto.MoveProto;
import io.dunlin.persistence.event.proto.WishesChangedProto;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.NodeMark;
import io.dunlin.persistence.model.PlacementWish;
import io.dunlin.persistence.model.ShardId;
import java.util.UUID;

/** What operators decided, to and from its protobuf form. */
final class OperatorEventProtos {
  private OperatorEventProtos() {}

  static MessageLite toProto(long epoch, CatalogEvent.WishesChanged changed) {
    WishesChangedProto.Builder proto =
        WishesChangedProto.newBuilder().setShardUuid(bytes(changed.shard().uuid())).setEpoch(epoch);
    changed.wishes().forEach(wish -> proto.addWishes(wish(wish)));
    return proto.build();
  }

  private static PlacementWishProto wish(PlacementWish wish) {
    PlacementWishProto.Builder proto = PlacementWishProto.newBuilder();
    switch (wish) {
      case PlacementWish.Move(var _, var from, var to) ->
          proto.setMove(MoveProto.newBuilder().setFromUuid(bytes(from)).setToUuid(bytes(to)));
      case PlacementWish.Replicate(var _, var to) -> proto.setReplicateToUuid(bytes(to));
      case PlacementWish.Drop(var _, var from) -> proto.setDropFromUuid(bytes(from));
    }
    return proto.build();
  }

  static MessageLite toProto(long epoch, CatalogEvent.NodeMarked marked) {
    return NodeMarkedProto.newBuilder()
        .setNodeUuid(bytes(marked.node()))
        .setMark(
            switch (marked.mark()) {
              case NONE -> NodeMarkProto.NODE_MARK_NONE;
              case DRAINING -> NodeMarkProto.NODE_MARK_DRAINING;
              case REMOVED -> NodeMarkProto.NODE_MARK_REMOVED;
            })
        .setEpoch(epoch)
        .build();
  }

  static CatalogEvent fromProto(WishesChangedProto proto) {
    ShardId shard = new ShardId(uuid(proto.getShardUuid()));
    return new CatalogEvent.WishesChanged(
        shard, proto.getWishesList().stream().map(wish -> wish(shard, wish)).toList());
  }

  private static PlacementWish wish(ShardId shard, PlacementWishProto proto) {
    return switch (proto.getKindCase()) {
      case MOVE ->
          new PlacementWish.Move(
              shard, node(proto.getMove().getFromUuid()), node(proto.getMove().getToUuid()));
      case REPLICATE_TO_UUID ->
          new PlacementWish.Replicate(shard, node(proto.getReplicateToUuid()));
      case DROP_FROM_UUID -> new PlacementWish.Drop(shard, node(proto.getDropFromUuid()));
      case KIND_NOT_SET -> throw new IllegalArgumentException("A wish of no known kind");
    };
  }

  static CatalogEvent fromProto(NodeMarkedProto proto) {
    return new CatalogEvent.NodeMarked(
        node(proto.getNodeUuid()),
        switch (proto.getMark()) {
          case NODE_MARK_NONE -> NodeMark.NONE;
          case NODE_MARK_DRAINING -> NodeMark.DRAINING;
          case NODE_MARK_REMOVED -> NodeMark.REMOVED;
          case NODE_MARK_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException("A mark that is not known");
        });
  }

  private static ByteString bytes(NodeId node) {
    return bytes(node.uuid());
  }

  private static ByteString bytes(UUID uuid) {
    return CatalogEventProtos.toProto(uuid);
  }

  private static NodeId node(ByteString bytes) {
    return new NodeId(uuid(bytes));
  }
}
