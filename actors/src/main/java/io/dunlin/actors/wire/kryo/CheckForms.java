package io.dunlin.actors.wire.kryo;

import io.dunlin.persistence.event.CollectionBytes;
import io.dunlin.persistence.model.Check.DatetimeRange;
import io.dunlin.persistence.model.Check.GeoBox;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Check.GeoPolygon;
import io.dunlin.persistence.model.Check.GeoRadius;
import io.dunlin.persistence.model.Check.MatchAny;
import io.dunlin.persistence.model.Check.MatchExcept;
import io.dunlin.persistence.model.Check.MatchText;
import io.dunlin.persistence.model.Check.MatchValue;
import io.dunlin.persistence.model.Check.MatchWords;
import io.dunlin.persistence.model.Check.Range;
import io.dunlin.persistence.model.Check.TextMode;
import io.dunlin.persistence.model.Check.ValuesCount;
import io.dunlin.persistence.model.Check.WordMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Tests of values. */
final class CheckForms {
  private CheckForms() {}

  /** What a value can be compared with. */
  static final Part<Object> SCALAR = Part.of(CheckForms::writeScalar, CheckForms::scalar);

  private static final Part<Set<Object>> SCALARS = Part.set(SCALAR);

  private static void writeScalar(WireWriter out, Object value) {
    switch (value) {
      case String text -> {
        out.code(1);
        out.string(text);
      }
      case Long number -> {
        out.code(2);
        out.fixedLong(number);
      }
      case Boolean flag -> {
        out.code(3);
        out.bool(flag);
      }
      default -> throw new IllegalArgumentException("A check of a " + value.getClass().getName());
    }
  }

  private static Object scalar(WireReader in) {
    int code = in.code();
    return switch (code) {
      case 1 -> in.string();
      case 2 -> in.fixedLong();
      case 3 -> in.bool();
      default -> throw WireReader.unknown("kind of value", code);
    };
  }

  static final Form<MatchValue> MATCH_VALUE =
      Form.first(
          (out, match) -> SCALAR.write(out, match.value()), in -> new MatchValue(SCALAR.read(in)));

  static final Form<MatchAny> MATCH_ANY =
      Form.first(
          (out, match) -> SCALARS.write(out, match.values()), in -> new MatchAny(SCALARS.read(in)));

  static final Form<MatchExcept> MATCH_EXCEPT =
      Form.first(
          (out, match) -> SCALARS.write(out, match.values()),
          in -> new MatchExcept(SCALARS.read(in)));

  static final Form<MatchText> MATCH_TEXT =
      Form.first(
          (out, match) -> {
            out.string(match.text());
            out.code(
                switch (match.mode()) {
                  case TEXT -> 1;
                  case ANY -> 2;
                  case PHRASE -> 3;
                  case PREFIX -> 4;
                });
          },
          in -> new MatchText(in.string(), textMode(in.code())));

  private static TextMode textMode(int code) {
    return switch (code) {
      case 1 -> TextMode.TEXT;
      case 2 -> TextMode.ANY;
      case 3 -> TextMode.PHRASE;
      case 4 -> TextMode.PREFIX;
      default -> throw WireReader.unknown("text mode", code);
    };
  }

  static final Form<MatchWords> MATCH_WORDS =
      Form.first(
          (out, match) -> {
            // Has a version of its own: see CollectionBytes.
            out.bytes(CollectionBytes.of(match.schema()));
            out.string(match.text());
            out.code(
                switch (match.mode()) {
                  case ALL -> 1;
                  case ANY -> 2;
                  case PHRASE -> 3;
                });
          },
          in ->
              new MatchWords(
                  CollectionBytes.toTextSchema(in.bytes()), in.string(), wordMode(in.code())));

  private static WordMode wordMode(int code) {
    return switch (code) {
      case 1 -> WordMode.ALL;
      case 2 -> WordMode.ANY;
      case 3 -> WordMode.PHRASE;
      default -> throw WireReader.unknown("word mode", code);
    };
  }

  /** What a range may have of each. */
  private record Bounds<T>(Optional<T> gt, Optional<T> gte, Optional<T> lt, Optional<T> lte) {
    static <T> Part<Bounds<T>> of(Part<T> bound) {
      Part<Optional<T>> each = Part.optional(bound);
      return Part.of(
          (out, bounds) -> {
            each.write(out, bounds.gt);
            each.write(out, bounds.gte);
            each.write(out, bounds.lt);
            each.write(out, bounds.lte);
          },
          in -> new Bounds<>(each.read(in), each.read(in), each.read(in), each.read(in)));
    }
  }

  private static final Part<Bounds<Double>> NUMBERS = Bounds.of(Leaves.DOUBLE);
  private static final Part<Bounds<Long>> WHOLES = Bounds.of(Leaves.FIXED_LONG);

  private static <R, T> Form<R> range(
      Part<Bounds<T>> part, Function<R, Bounds<T>> bounds, Function<Bounds<T>, R> range) {
    return Form.first(
        (out, value) -> part.write(out, bounds.apply(value)), in -> range.apply(part.read(in)));
  }

  static final Form<Range> RANGE =
      range(
          NUMBERS,
          of -> new Bounds<>(of.gt(), of.gte(), of.lt(), of.lte()),
          of -> new Range(of.gt(), of.gte(), of.lt(), of.lte()));

  static final Form<DatetimeRange> DATETIME_RANGE =
      range(
          WHOLES,
          of -> new Bounds<>(of.gt(), of.gte(), of.lt(), of.lte()),
          of -> new DatetimeRange(of.gt(), of.gte(), of.lt(), of.lte()));

  static final Form<ValuesCount> VALUES_COUNT =
      range(
          WHOLES,
          of -> new Bounds<>(of.gt(), of.gte(), of.lt(), of.lte()),
          of -> new ValuesCount(of.gt(), of.gte(), of.lt(), of.lte()));

  private static final Part<GeoPoint> POINT =
      Part.of(
          (out, point) -> {
            out.float64(point.lon());
            out.float64(point.lat());
          },
          in -> new GeoPoint(in.float64(), in.float64()));

  static final Form<GeoBox> GEO_BOX =
      Form.first(
          (out, box) -> {
            POINT.write(out, box.topLeft());
            POINT.write(out, box.bottomRight());
          },
          in -> new GeoBox(POINT.read(in), POINT.read(in)));

  static final Form<GeoRadius> GEO_RADIUS =
      Form.first(
          (out, radius) -> {
            POINT.write(out, radius.center());
            out.float64(radius.meters());
          },
          in -> new GeoRadius(POINT.read(in), in.float64()));

  private static final Part<List<GeoPoint>> RING = Part.list(POINT);
  private static final Part<List<List<GeoPoint>>> RINGS = Part.list(RING);

  static final Form<GeoPolygon> GEO_POLYGON =
      Form.first(
          (out, polygon) -> {
            RING.write(out, polygon.exterior());
            RINGS.write(out, polygon.interiors());
          },
          in -> new GeoPolygon(RING.read(in), RINGS.read(in)));
}
