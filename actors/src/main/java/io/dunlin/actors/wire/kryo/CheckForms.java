package io.dunlin.actors.wire.kryo;

import io.dunlin.persistence.model.Check.DatetimeRange;
import io.dunlin.persistence.model.Check.GeoBox;
import io.dunlin.persistence.model.Check.GeoPoint;
import io.dunlin.persistence.model.Check.GeoPolygon;
import io.dunlin.persistence.model.Check.GeoRadius;
import io.dunlin.persistence.model.Check.MatchAny;
import io.dunlin.persistence.model.Check.MatchExcept;
import io.dunlin.persistence.model.Check.MatchText;
import io.dunlin.persistence.model.Check.MatchValue;
import io.dunlin.persistence.model.Check.Range;
import io.dunlin.persistence.model.Check.TextMode;
import io.dunlin.persistence.model.Check.ValuesCount;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tests of values. */
final class CheckForms {
  private CheckForms() {}

  /** What a value can be compared with. */
  private static final Part<Object> SCALAR = Part.of(CheckForms::writeScalar, CheckForms::scalar);

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

  private static final Part<Optional<Double>> NUMBER = Part.optional(Leaves.DOUBLE);
  private static final Part<Optional<Long>> WHOLE = Part.optional(Leaves.FIXED_LONG);

  static final Form<Range> RANGE =
      Form.first(
          (out, range) -> {
            NUMBER.write(out, range.gt());
            NUMBER.write(out, range.gte());
            NUMBER.write(out, range.lt());
            NUMBER.write(out, range.lte());
          },
          in -> new Range(NUMBER.read(in), NUMBER.read(in), NUMBER.read(in), NUMBER.read(in)));

  static final Form<DatetimeRange> DATETIME_RANGE =
      Form.first(
          (out, range) -> {
            WHOLE.write(out, range.gt());
            WHOLE.write(out, range.gte());
            WHOLE.write(out, range.lt());
            WHOLE.write(out, range.lte());
          },
          in -> new DatetimeRange(WHOLE.read(in), WHOLE.read(in), WHOLE.read(in), WHOLE.read(in)));

  static final Form<ValuesCount> VALUES_COUNT =
      Form.first(
          (out, range) -> {
            WHOLE.write(out, range.gt());
            WHOLE.write(out, range.gte());
            WHOLE.write(out, range.lt());
            WHOLE.write(out, range.lte());
          },
          in -> new ValuesCount(WHOLE.read(in), WHOLE.read(in), WHOLE.read(in), WHOLE.read(in)));

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
