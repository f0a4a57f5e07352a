package io.dunlin.sharding;

import io.dunlin.actors.catalog.CatalogProtocol;
import io.dunlin.actors.query.PayloadSelector;
import io.dunlin.actors.query.ReadProtocol;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.actors.query.VectorSelector;
import io.dunlin.actors.shard.OperationPieces;
import io.dunlin.actors.wire.MessageTooLargeException;
import io.dunlin.actors.wire.WireLimits;
import io.dunlin.actors.wire.kryo.WireSize;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.VectorValue.Dense;
import io.dunlin.sharding.write.WriteRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts requests into what one message to another node takes, and refuses what cannot be cut:
 * always, wherever the shard is, so that the answer does not depend on which node is asked.
 */
final class SendLimits {
  /** Ids of one read. */
  private static final int MAX_IDS = 16 << 10;

  /** More than a search without a filter takes, its vectors not counted. */
  private static final long PLAIN_QUERY_BYTES = 1 << 10;

  private SendLimits() {}

  /**
   * Throws a {@link io.dunlin.actors.failure.DunlinException} when a part is too large. Points are
   * not: each is checked by itself, and pieces of several are small.
   */
  static void check(WriteRequest request) {
    for (List<WriteRequest.ShardPart> parts : request.operations()) {
      for (WriteRequest.ShardPart part : parts) {
        if (part.bytes() > OperationPieces.PIECE_BYTES
            || part.operation().selection().isPresent()
            || !part.operation().filter().isAll()) {
          size("the operation " + part.operation().getClass().getSimpleName(), part.operation());
        }
      }
    }
  }

  /** The same of a change of the catalog. */
  static void check(CatalogProtocol.Command change) {
    size("the collection's configuration", change);
  }

  /** The same of a scroll or count, whose filter is the one thing that can be large. */
  static void check(ReadProtocol.Read read) {
    size("the request with its filter", read);
  }

  /** The same queries in order, as many at once as are sent at once. */
  static List<List<ShardQuery>> groups(List<ShardQuery> queries) {
    List<List<ShardQuery>> groups = new ArrayList<>();
    List<ShardQuery> group = new ArrayList<>();
    long bytes = 0;
    for (ShardQuery query : queries) {
      long size =
          isPlain(query) && query.scoring() instanceof Scoring.Nearest(Dense(float[] vector))
              ? PLAIN_QUERY_BYTES + (long) vector.length * Float.BYTES
              : size("the query with its filter", new ReadProtocol.Search(List.of(query)));
      if (bytes + size > WireLimits.MAX_CONTENT_BYTES) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(query);
      bytes += size;
    }
    groups.add(group);
    return groups;
  }

  /** Whether only its vectors can be large: then it need not be written down to be measured. */
  private static boolean isPlain(ShardQuery query) {
    PayloadSelector payload = query.projection().payload();
    VectorSelector vectors = query.projection().vectors();
    return query.filter().isAll()
        && (payload instanceof PayloadSelector.None || payload instanceof PayloadSelector.All)
        && !(vectors instanceof VectorSelector.Names);
  }

  /** The same ids in order, as many at once as are sent at once. */
  static List<List<PointId>> groupsOfIds(List<PointId> ids) {
    List<List<PointId>> groups = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += MAX_IDS) {
      groups.add(List.copyOf(ids.subList(from, Math.min(ids.size(), from + MAX_IDS))));
    }
    return groups;
  }

  private static long size(String what, Object content) {
    try {
      return WireSize.ofContent(what, content);
    } catch (MessageTooLargeException tooLarge) {
      throw tooLarge.failure().asException();
    }
  }
}
