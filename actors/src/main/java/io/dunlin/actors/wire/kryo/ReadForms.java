package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.Deadline;
import io.dunlin.actors.query.ReadProtocol.Ask;
import io.dunlin.actors.query.ReadProtocol.Count;
import io.dunlin.actors.query.ReadProtocol.CountTerms;
import io.dunlin.actors.query.ReadProtocol.Ended;
import io.dunlin.actors.query.ReadProtocol.Facet;
import io.dunlin.actors.query.ReadProtocol.Numbered;
import io.dunlin.actors.query.ReadProtocol.Order;
import io.dunlin.actors.query.ReadProtocol.Outcome;
import io.dunlin.actors.query.ReadProtocol.Piece;
import io.dunlin.actors.query.ReadProtocol.Read;
import io.dunlin.actors.query.ReadProtocol.Reply;
import io.dunlin.actors.query.ReadProtocol.Request;
import io.dunlin.actors.query.ReadProtocol.Retrieve;
import io.dunlin.actors.query.ReadProtocol.Sample;
import io.dunlin.actors.query.ReadProtocol.Scroll;
import io.dunlin.actors.query.ReadProtocol.Search;
import io.dunlin.actors.query.ReadProtocol.Seen;
import io.dunlin.actors.query.ReadProtocol.Status;
import io.dunlin.actors.query.ReadProtocol.Terms;
import io.dunlin.actors.query.Scoring;
import io.dunlin.actors.query.ShardQuery;
import io.dunlin.index.search.SearchParams;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is asked of a shard's copies. */
final class ReadForms {
  private ReadForms() {}

  private static final Part<Read> READ = Part.oneOf(Read.class);

  private static final Part<Terms> READ_TERMS =
      Part.of(
          (out, terms) -> {
            out.bool(terms.mayBeStale());
            out.varLong(terms.position());
            CursorForms.WHICH.write(out, terms.which());
          },
          in -> new Terms(in.bool(), in.varLong(), CursorForms.WHICH.read(in)));

  /** As forms had them that knew one view of a shard alone. */
  private static final Part<Terms> NEWEST_TERMS =
      Part.of(READ_TERMS::write, in -> new Terms(in.bool(), in.varLong()));

  static final Form<Request> REQUEST =
      Form.first(
              (out, request) -> {
                Leaves.SHARD_ID.write(out, request.shard());
                READ.write(out, request.read());
                Leaves.DEADLINE.write(out, request.deadline());
              },
              in -> new Request(Leaves.SHARD_ID.read(in), READ.read(in), Leaves.DEADLINE.read(in)))
          .orNext(in ->
              new Request(
                  Leaves.SHARD_ID.read(in),
                  READ.read(in),
                  Leaves.DEADLINE.read(in),
                  NEWEST_TERMS.read(in)))
          .orNext(in ->
              new Request(
                  Leaves.SHARD_ID.read(in),
                  READ.read(in),
                  Leaves.DEADLINE.read(in),
                  READ_TERMS.read(in)))
          .writing((out, request) -> {
            Leaves.SHARD_ID.write(out, request.shard());
            READ.write(out, request.read());
            Leaves.DEADLINE.write(out, request.deadline());
            READ_TERMS.write(out, request.terms());
          });

  static final Form<Ask> ASK =
      Form.<Ask>first(
              (_, _) -> {},
              in -> new Ask(List.of(new Numbered(in.varInt(), REQUEST.read(in))), in.actor()))
          .orNext(in -> new Ask(readNumbered(in, NEWEST_TERMS), in.actor()))
          .orNext(in -> new Ask(readNumbered(in, READ_TERMS), in.actor()))
          .writing((out, ask) -> {
            writeNumbered(out, ask.reads());
            out.actor(ask.replyTo());
          });

  /** A read that is the same for several shards stands there once, and is one object again. */
  private static void writeNumbered(WireWriter out, List<Numbered> reads) {
    out.count(reads.size());
    Optional<Read> before = Optional.empty();
    for (Numbered one : reads) {
      Request request = one.request();
      out.varInt(one.number());
      Leaves.SHARD_ID.write(out, request.shard());
      boolean same = before.filter(request.read()::equals).isPresent();
      out.bool(same);
      if (!same) {
        READ.write(out, request.read());
        before = Optional.of(request.read());
      }
      Leaves.DEADLINE.write(out, request.deadline());
      READ_TERMS.write(out, request.terms());
    }
  }

  private static List<Numbered> readNumbered(WireReader in, Part<Terms> termsOf) {
    int count = in.count();
    List<Numbered> reads = new ArrayList<>(count);
    @Nullable Read read = null;
    for (int i = 0; i < count; i++) {
      int number = in.varInt();
      ShardId shard = Leaves.SHARD_ID.read(in);
      read = in.bool() ? read : READ.read(in);
      if (read == null) {
        throw new MalformedMessageException("a read is the same as none");
      }
      Deadline deadline = Leaves.DEADLINE.read(in);
      Terms terms = termsOf.read(in);
      reads.add(new Numbered(number, new Request(shard, read, deadline, terms)));
    }
    return Collections.unmodifiableList(reads);
  }

  private static final Part<Ended> ENDED =
      Part.of(
          (out, ended) -> {
            out.varInt(ended.number());
            ReplyForm.ANSWERED.write(out, ended.outcome().answer());
            out.varLong(ended.outcome().seen().position());
            out.varLong(ended.outcome().seen().staleMillis());
          },
          in ->
              new Ended(
                  in.varInt(),
                  new Outcome(ReplyForm.ANSWERED.read(in), new Seen(in.varLong(), in.varLong()))));

  private static final Part<List<Ended>> ALL_ENDED = Part.list(ENDED);

  static final Form<Reply> REPLY =
      Form.<Reply>first(
              (_, _) -> {},
              in ->
                  new Reply(
                      List.of(
                          new Ended(
                              in.varInt(),
                              new Outcome(ReplyForm.ANSWERED.read(in), Seen.NOTHING)))))
          .orNext(in -> new Reply(List.of(ENDED.read(in))))
          .orNext(in -> new Reply(ALL_ENDED.read(in)))
          .writing((out, reply) -> ALL_ENDED.write(out, reply.reads()));

  static final Form<Piece> PIECE =
      Form.first(
          (out, piece) -> {
            FrameForm.FRAME.write(out, piece.frame());
            out.actor(piece.sender());
          },
          in -> new Piece(FrameForm.FRAME.read(in), in.actor()));

  /** Since version 2 with inverse document frequencies. */
  private static final Form<SearchParams> PARAMS =
      Form.<SearchParams>first((_, _) -> {}, in -> params(in, _ -> false))
          .orNext(in -> params(in, WireReader::bool))
          .writing((out, params) -> {
            out.varInt(params.ef());
            out.bool(params.exact());
            out.varInt(params.probes());
            out.bool(params.codes().ignore());
            out.bool(params.codes().rescore());
            out.float32(params.codes().oversampling());
            out.bool(params.idf());
          });

  private static SearchParams params(WireReader in, Predicate<WireReader> idf) {
    return new SearchParams(
        in.varInt(),
        in.bool(),
        in.varInt(),
        new SearchParams.CodeUse(in.bool(), in.bool(), in.float32()),
        idf.test(in));
  }

  /** Dense vectors only, as forms had them that knew no others. */
  private static final Part<Scoring> DENSE_SCORING = scoring(Leaves.DENSE);

  private static final Part<Scoring> SCORING = scoring(Leaves.VECTOR);

  private static Part<Scoring> scoring(Part<VectorValue> vector) {
    Part<List<VectorValue>> vectors = Part.list(vector);
    Part<List<Scoring.Pair>> pairList =
        Part.list(
            Part.of(
                (out, pair) -> {
                  vector.write(out, pair.positive());
                  vector.write(out, pair.negative());
                },
                in -> new Scoring.Pair(vector.read(in), vector.read(in))));
    Part<List<Scoring.Weighted>> weighted =
        Part.list(
            Part.of(
                (out, part) -> {
                  vector.write(out, part.vector());
                  out.float32(part.weight());
                },
                in -> new Scoring.Weighted(vector.read(in), in.float32())));
    return Part.of(
        (out, scoring) -> {
          switch (scoring) {
            case Scoring.Nearest(var target) -> {
              out.code(1);
              vector.write(out, target);
            }
            case Scoring.BestScore(var positive, var negative) -> {
              out.code(2);
              vectors.write(out, positive);
              vectors.write(out, negative);
            }
            case Scoring.SumScores(var positive, var negative) -> {
              out.code(3);
              vectors.write(out, positive);
              vectors.write(out, negative);
            }
            case Scoring.Discover(var target, var pairs) -> {
              out.code(4);
              vector.write(out, target);
              pairList.write(out, pairs);
            }
            case Scoring.Context(var pairs) -> {
              out.code(5);
              pairList.write(out, pairs);
            }
            case Scoring.WeightedSum(var parts) -> {
              out.code(6);
              weighted.write(out, parts);
            }
          }
        },
        in -> {
          int code = in.code();
          return switch (code) {
            case 1 -> new Scoring.Nearest(vector.read(in));
            case 2 -> new Scoring.BestScore(vectors.read(in), vectors.read(in));
            case 3 -> new Scoring.SumScores(vectors.read(in), vectors.read(in));
            case 4 -> new Scoring.Discover(vector.read(in), pairList.read(in));
            case 5 -> new Scoring.Context(pairList.read(in));
            case 6 -> new Scoring.WeightedSum(weighted.read(in));
            default -> throw WireReader.unknown("scoring", code);
          };
        });
  }

  /** Since version 2 by several vectors, since version 3 by vectors of all kinds. */
  private static final Form<ShardQuery> QUERY =
      Form.<ShardQuery>first(
              (_, _) -> {}, in -> query(in, new Scoring.Nearest(Leaves.DENSE.read(in))))
          .orNext(in -> query(in, DENSE_SCORING.read(in)))
          .orNext(in -> query(in, SCORING.read(in)))
          .writing((out, query) -> {
            SCORING.write(out, query.scoring());
            out.string(query.using());
            FilterForms.FILTER.write(out, query.filter());
            out.varInt(query.limit());
            PARAMS.write(out, query.params());
            out.bool(query.indexedOnly());
            SelectorForms.PROJECTION.write(out, query.projection());
          });

  private static ShardQuery query(WireReader in, Scoring scoring) {
    return new ShardQuery(
        scoring,
        in.string(),
        FilterForms.FILTER.read(in),
        in.varInt(),
        PARAMS.read(in),
        in.bool(),
        SelectorForms.PROJECTION.read(in));
  }

  private static final Part<List<ShardQuery>> QUERIES = Part.list(QUERY);

  static final Form<Search> SEARCH =
      Form.first(
          (out, search) -> QUERIES.write(out, search.queries()),
          in -> new Search(QUERIES.read(in)));

  static final Form<Retrieve> RETRIEVE =
      Form.first(
          (out, retrieve) -> {
            Leaves.POINT_IDS.write(out, retrieve.ids());
            SelectorForms.PROJECTION.write(out, retrieve.projection());
          },
          in -> new Retrieve(Leaves.POINT_IDS.read(in), SelectorForms.PROJECTION.read(in)));

  private static final Part<Optional<PointId>> OFFSET = Part.optional(Leaves.POINT_ID);

  static final Form<Scroll> SCROLL =
      Form.first(
          (out, scroll) -> {
            FilterForms.FILTER.write(out, scroll.filter());
            OFFSET.write(out, scroll.offset());
            out.varInt(scroll.limit());
            SelectorForms.PROJECTION.write(out, scroll.projection());
          },
          in ->
              new Scroll(
                  FilterForms.FILTER.read(in),
                  OFFSET.read(in),
                  in.varInt(),
                  SelectorForms.PROJECTION.read(in)));

  private static final Part<Optional<Long>> FROM = Part.optional(Leaves.FIXED_LONG);

  /** Since version 2 from a point on. */
  static final Form<Order> ORDER =
      Form.<Order>first((_, _) -> {}, in -> order(in, _ -> Optional.empty()))
          .orNext(in -> order(in, OFFSET::read))
          .writing((out, order) -> {
            Leaves.PATH.write(out, order.path());
            Leaves.FIELD_TYPE.write(out, order.type());
            out.bool(order.descending());
            FROM.write(out, order.from());
            OFFSET.write(out, order.fromId());
            FilterForms.FILTER.write(out, order.filter());
            out.varInt(order.limit());
            SelectorForms.PROJECTION.write(out, order.projection());
          });

  private static Order order(WireReader in, Function<WireReader, Optional<PointId>> fromId) {
    return new Order(
        Leaves.PATH.read(in),
        Leaves.FIELD_TYPE.read(in),
        in.bool(),
        FROM.read(in),
        fromId.apply(in),
        FilterForms.FILTER.read(in),
        in.varInt(),
        SelectorForms.PROJECTION.read(in));
  }

  private static final Part<List<Integer>> TERMS = Part.list(Leaves.INT);

  static final Form<CountTerms> COUNT_TERMS =
      Form.first(
          (out, count) -> {
            out.string(count.using());
            FilterForms.FILTER.write(out, count.corpus());
            TERMS.write(out, count.terms());
          },
          in -> new CountTerms(in.string(), FilterForms.FILTER.read(in), TERMS.read(in)));

  static final Form<Sample> SAMPLE =
      Form.first(
          (out, sample) -> {
            FilterForms.FILTER.write(out, sample.filter());
            out.varInt(sample.limit());
            SelectorForms.PROJECTION.write(out, sample.projection());
          },
          in ->
              new Sample(
                  FilterForms.FILTER.read(in), in.varInt(), SelectorForms.PROJECTION.read(in)));

  static final Form<Facet> FACET =
      Form.first(
          (out, facet) -> {
            Leaves.PATH.write(out, facet.path());
            Leaves.FIELD_TYPE.write(out, facet.type());
            FilterForms.FILTER.write(out, facet.filter());
            out.varInt(facet.limit());
          },
          in ->
              new Facet(
                  Leaves.PATH.read(in),
                  Leaves.FIELD_TYPE.read(in),
                  FilterForms.FILTER.read(in),
                  in.varInt()));

  /** Since version 2 also estimated. */
  static final Form<Count> COUNT =
      Form.<Count>first((_, _) -> {}, in -> new Count(FilterForms.FILTER.read(in)))
          .orNext(in -> new Count(FilterForms.FILTER.read(in), in.bool()))
          .writing((out, count) -> {
            FilterForms.FILTER.write(out, count.filter());
            out.bool(count.exact());
          });

  /** Since version 2 with the payload indexes that are asked for. */
  static final Form<Status> STATUS =
      Form.<Status>first((_, _) -> {}, _ -> new Status(Map.of()))
          .orNext(in -> new Status(CatalogForms.SCHEMAS.read(in)))
          .writing((out, status) -> CatalogForms.SCHEMAS.write(out, status.fields()));
}
