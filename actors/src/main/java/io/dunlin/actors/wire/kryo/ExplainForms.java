package io.dunlin.actors.wire.kryo;

import io.dunlin.actors.query.ReadProtocol.Answer;
import io.dunlin.actors.query.ReadProtocol.Explain;
import io.dunlin.actors.query.ReadProtocol.Explained;
import io.dunlin.actors.query.ReadProtocol.Read;
import io.dunlin.actors.query.ShardReport;
import io.dunlin.actors.query.ShardReport.Checked;
import io.dunlin.actors.query.ShardReport.Filtering;
import io.dunlin.actors.query.ShardReport.Kind;
import io.dunlin.actors.query.ShardReport.Segment;
import io.dunlin.actors.query.ShardReport.Use;
import io.dunlin.index.search.SearchReport.Reason;
import io.dunlin.index.search.SearchReport.Way;
import java.util.List;
import java.util.function.ToIntFunction;

/** Reads that are to be explained, and their answers. */
final class ExplainForms {
  private ExplainForms() {}

  private static final Part<Read> READ = Part.oneOf(Read.class);
  private static final Part<Answer> ANSWER = Part.oneOf(Answer.class);

  static final Form<Explain> EXPLAIN =
      Form.first(
          (out, explain) -> READ.write(out, explain.read()), in -> new Explain(READ.read(in)));

  private static final Part<Kind> KIND =
      coded(
          "kind of segment",
          Kind.values(),
          kind ->
              switch (kind) {
                case GROWING -> 1;
                case FROZEN -> 2;
                case SEALED -> 3;
              });

  private static final Part<Use> USE =
      coded(
          "use of an index",
          Use.values(),
          use ->
              switch (use) {
                case INDEX -> 1;
                case PART_OF_INDEX -> 2;
                case PAYLOAD -> 3;
                case SEGMENT -> 4;
              });

  private static final Part<Way> WAY =
      coded(
          "way of a search",
          Way.values(),
          way ->
              switch (way) {
                case NONE -> 1;
                case SCAN -> 2;
                case CODE_SCAN -> 3;
                case GRAPH -> 4;
                case GRAPH_BY_LINK_CODES -> 5;
                case GRAPH_OVER_REFUSED -> 6;
                case LISTS -> 7;
                case LISTS_OF_GRAPHS -> 8;
                case POSTINGS -> 9;
              });

  private static final Part<Reason> REASON =
      coded(
          "reason of a search's way",
          Reason.values(),
          reason ->
              switch (reason) {
                case NO_INDEX -> 1;
                case INDEX_IS_CHEAPER -> 2;
                case FEW_ACCEPTED -> 3;
                case EXACT_ASKED -> 4;
                case CODES_IGNORED -> 5;
                case FOUND_TOO_FEW -> 6;
                case CODES_UNSURE -> 7;
                case SEVERAL_EXAMPLES -> 8;
                case NOTHING_ACCEPTED -> 9;
                case EMPTY -> 10;
                case NOT_INDEXED -> 11;
              });

  private static final Part<List<Checked>> CONDITIONS =
      Part.list(
          Part.of(
              (out, checked) -> {
                out.string(checked.place());
                out.string(checked.path());
                USE.write(out, checked.use());
                out.varLong(checked.sure());
                out.varLong(checked.open());
              },
              in ->
                  new Checked(in.string(), in.string(), USE.read(in), in.varLong(), in.varLong())));

  private static final Part<Segment> SEGMENT =
      Part.of(
          (out, segment) -> {
            out.varLong(segment.name());
            KIND.write(out, segment.kind());
            out.varInt(segment.rows());
            out.varInt(segment.live());
            out.bool(segment.indexed());
            WAY.write(out, segment.way());
            REASON.write(out, segment.reason());
            out.varInt(segment.filter().estimate());
            out.varInt(segment.filter().matching());
            CONDITIONS.write(out, segment.filter().conditions());
            out.varInt(segment.breadth());
            out.varInt(segment.lists());
            out.varLong(segment.scanLimit());
            out.varLong(segment.scored());
            out.varLong(segment.estimated());
            out.varLong(segment.rescored());
            out.varLong(segment.nanos());
          },
          in ->
              new Segment(
                  in.varLong(),
                  KIND.read(in),
                  in.varInt(),
                  in.varInt(),
                  in.bool(),
                  WAY.read(in),
                  REASON.read(in),
                  new Filtering(in.varInt(), in.varInt(), CONDITIONS.read(in)),
                  in.varInt(),
                  in.varInt(),
                  in.varLong(),
                  in.varLong(),
                  in.varLong(),
                  in.varLong(),
                  in.varLong()));

  private static final Part<List<List<Segment>>> SEARCHES = Part.list(Part.list(SEGMENT));

  static final Form<Explained> EXPLAINED =
      Form.first(
          (out, explained) -> {
            ANSWER.write(out, explained.answer());
            Leaves.NODE_ID.write(out, explained.report().node());
            out.varLong(explained.report().nanos());
            out.varInt(explained.report().segments());
            SEARCHES.write(out, explained.report().searches());
          },
          in ->
              new Explained(
                  ANSWER.read(in),
                  new ShardReport(
                      Leaves.NODE_ID.read(in), in.varLong(), in.varInt(), SEARCHES.read(in))));

  /** One of a few, by a number that stays the same whatever is added. */
  private static <T> Part<T> coded(String what, T[] values, ToIntFunction<T> codeOf) {
    return Part.of(
        (out, value) -> out.code(codeOf.applyAsInt(value)),
        in -> {
          int code = in.code();
          for (T value : values) {
            if (codeOf.applyAsInt(value) == code) {
              return value;
            }
          }
          throw WireReader.unknown(what, code);
        });
  }
}
