package io.dunlin.actors.query;

import io.dunlin.actors.copy.Standing;
import io.dunlin.actors.wire.Frame;
import io.dunlin.actors.wire.More;
import io.dunlin.actors.wire.WireMessage;
import io.dunlin.persistence.fieldindex.FieldNumbers;
import io.dunlin.persistence.model.FieldSchema;
import io.dunlin.persistence.model.FieldType;
import io.dunlin.persistence.model.Filter;
import io.dunlin.persistence.model.JsonPath;
import io.dunlin.persistence.model.NodeId;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.ShardKey;
import io.dunlin.persistence.model.VectorValue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What can be read of one shard. */
public final class ReadProtocol {
  private ReadProtocol() {}

  /** Asks another node for reads. */
  public record Ask(List<Numbered> reads, ActorRef<Piece> replyTo) implements WireMessage {}

  /**
   * A read among others.
   *
   * @param number what the asker knows it by
   */
  public record Numbered(int number, Request request) {}

  /**
   * What the other node says: all answers in one, unless they are too many bytes for that. It comes
   * in pieces, small ones in one.
   */
  public record Reply(List<Ended> reads) implements WireMessage {}

  /** One read's end. */
  public record Ended(int number, Outcome outcome) {}

  /**
   * A piece of a reply; the frame's stream is the number of the first read in it.
   *
   * @param sender is to be told of each piece that has come but the last, and sends a few ahead of
   *     that
   */
  public record Piece(Frame frame, ActorRef<More> sender) implements WireMessage {}

  /** A read and the shard that it is about. */
  public record Request(ShardId shard, Read read, Deadline deadline, Terms terms)
      implements WireMessage {
    /** Of a copy that has everything. */
    public Request(ShardId shard, Read read, Deadline deadline) {
      this(shard, read, deadline, Terms.FRESH);
    }

    public Request on(Terms other) {
      return new Request(shard, read, deadline, other);
    }
  }

  /**
   * What a copy has to have to answer.
   *
   * @param mayBeStale whether it need not have everything that was acknowledged, when its writer
   *     has been silent for {@link Standing#SILENCE}
   * @param position what it has to have
   * @param which whether that is the least, or just that
   */
  public record Terms(boolean mayBeStale, long position, Which which) {
    public static final Terms FRESH = new Terms(false, 0);

    /** What it has to have at least. */
    public Terms(boolean mayBeStale, long position) {
      this(mayBeStale, position, Which.NEWEST);
    }

    /** Whether it is about one view, whatever the shard has by now. */
    public boolean exact() {
      return !(which instanceof Which.Newest);
    }
  }

  /** Which view of a shard is read. */
  public sealed interface Which {
    Newest NEWEST = new Newest();

    /** The one that the copy has. */
    record Newest() implements Which {}

    /** Any of just that position. */
    record AsOf() implements Which {}

    /** The one of just that position which is held under a cursor. */
    record HeldBy(UUID cursor) implements Which {}
  }

  /**
   * What the copy that answered had.
   *
   * @param staleMillis 0 when it had everything that was acknowledged; else how long ago it was
   *     last known to
   */
  public record Seen(long position, long staleMillis) {
    public static final Seen NOTHING = new Seen(0, 0);
  }

  /** How a read ended. */
  public record Outcome(StatusReply<Answer> answer, Seen seen) {}

  public sealed interface Read {}

  public record Search(List<ShardQuery> queries) implements Read {}

  public record Retrieve(List<PointId> ids, Projection projection) implements Read {}

  public record Scroll(Filter filter, Optional<PointId> offset, int limit, Projection projection)
      implements Read {}

  /**
   * The first points by the values at a path, of a type that has an order.
   *
   * @param from the number of the first value, see {@link FieldNumbers}
   * @param fromId of the points that have that first value, the first; absent: all
   */
  public record Order(
      JsonPath path,
      FieldType type,
      boolean descending,
      Optional<Long> from,
      Optional<PointId> fromId,
      Filter filter,
      int limit,
      Projection projection)
      implements Read {}

  /** Points by chance; their scores are what chance gave them, the highest are answered. */
  public record Sample(Filter filter, int limit, Projection projection) implements Read {}

  /**
   * How many points have each value.
   *
   * @param limit values at most, the most frequent
   */
  public record Facet(JsonPath path, FieldType type, Filter filter, int limit) implements Read {}

  /**
   * @param exact else estimated
   */
  public record Count(Filter filter, boolean exact) implements Read {
    public Count(Filter filter) {
      this(filter, true);
    }
  }

  /**
   * How many points have a sparse vector, and how many of these each of some terms.
   *
   * @param using what the vector is stored as, as of a {@link ShardQuery}
   * @param corpus the points that count
   * @param terms dimensions of the vector, ascending as unsigned numbers, none twice
   */
  public record CountTerms(String using, Filter corpus, List<Integer> terms) implements Read {
    /** Of all terms that a query compares. */
    public static CountTerms of(ShardQuery query, Filter corpus) {
      return new CountTerms(
          query.using(),
          corpus,
          query.scoring().vectors().stream()
              .filter(VectorValue.Sparse.class::isInstance)
              .flatMap(vector -> Arrays.stream(((VectorValue.Sparse) vector).indices()).boxed())
              .sorted(Integer::compareUnsigned)
              .distinct()
              .toList());
    }
  }

  /**
   * How the shard is.
   *
   * @param fields the payload indexes that are asked for, by their paths; none: whatever there are,
   *     as older nodes ask
   */
  public record Status(Map<String, FieldSchema> fields) implements Read {}

  /** Another read; the answer says how it was done. */
  public record Explain(Read read) implements Read {}

  // ---- cursors ----

  /**
   * Holds the copy's view for later reads.
   *
   * @param collection this incarnation of it
   * @param keepAlive how long, after each of them
   */
  public record Hold(UUID cursor, UUID collection, Duration keepAlive) implements Read {}

  /** Lets go of what a cursor holds on the node. */
  public record LetGo(UUID cursor) implements Read {}

  /**
   * Keeps a stretch of a ranking with what a cursor holds of this shard; stretches come in order.
   *
   * @param from places that are kept by then
   */
  public record Keep(UUID cursor, int from, List<Rank> ranking) implements Read {}

  /** Places of the ranking that is kept with what a cursor holds of this shard. */
  public record Ranked(UUID cursor, int from, int limit) implements Read {}

  public sealed interface Answer extends WireMessage {}

  /** One list for each query. */
  public record Found(List<List<Hit>> hits) implements Answer {}

  public record Points(List<Hit> points) implements Answer {}

  /** Where a view is held, and as of which position. */
  public record Held(NodeId node, long position) implements Answer {}

  /**
   * @param length of the whole ranking; 0: it is not kept with this shard
   */
  public record Ranking(List<Rank> places, int length) implements Answer {}

  /** A hit's place in a ranking: all of it but its content. */
  public record Rank(
      PointId id,
      long version,
      float score,
      Optional<ShardKey> key,
      Optional<OrderValue> order,
      List<Hit.Leg> legs) {
    public static Rank of(Hit hit) {
      return new Rank(hit.id(), hit.version(), hit.score(), hit.key(), hit.order(), hit.legs());
    }

    public Hit hit() {
      return new Hit(id, version, score, Optional.empty(), Map.of(), key, order, legs);
    }
  }

  /** The answer to a read that was to be explained. */
  public record Explained(Answer answer, ShardReport report) implements Answer {}

  /** Points in order, a point once for each of its values. */
  public record InOrder(List<Placed> points) implements Answer {}

  /**
   * @param number of the value, see {@link FieldNumbers}
   */
  public record Placed(long number, Hit hit) {}

  public record Counted(long count) implements Answer {}

  public record Facets(List<FacetCount> counts) implements Answer {}

  public record TermsCounted(TermCounts counts) implements Answer {}

  /**
   * @param waiting frozen rows that wait to be sealed
   * @param building whether segments are being built
   * @param settled rows that take part in no more changes but their death
   * @param fields the payload indexes that were asked for, by their paths
   * @param vectorBytes about what the vectors of live points take, codes and graphs not counted
   * @param payloadBytes about what the payloads of live points take
   * @param indexing what segments are indexed by
   */
  public record State(
      long points,
      long indexedVectors,
      int segments,
      long waiting,
      boolean building,
      long settled,
      Map<String, FieldState> fields,
      long vectorBytes,
      long payloadBytes,
      Indexing indexing)
      implements Answer {}

  /**
   * How far a payload index is.
   *
   * @param rows settled ones that it covers
   * @param values points with a value at the path, whether or not the index has come to them;
   *     about, where many payloads have to be looked at for that
   */
  public record FieldState(long rows, long values) {
    public static final FieldState NONE = new FieldState(0, 0);

    public FieldState plus(FieldState other) {
      return new FieldState(rows + other.rows, values + other.values);
    }
  }
}
