package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.List;
import java.util.Optional;

/** A part of the Earth's surface. */
public sealed interface GeoShape permits GeoRectangle, GeoCircle, GeoArea {
  boolean contains(GeoPoint point);

  /** Boxes that together hold all of it, edges included; none of them crosses the antimeridian. */
  List<Bounds> bounds();

  /** The shape that a check looks for a point in; empty where it asks something else. */
  static Optional<GeoShape> of(Check check) {
    return switch (check) {
      case Check.GeoBox box -> Optional.of(new GeoRectangle(box));
      case Check.GeoRadius radius -> Optional.of(new GeoCircle(radius));
      case Check.GeoPolygon polygon -> Optional.of(new GeoArea(polygon));
      case Check.MatchValue _,
          Check.MatchAny _,
          Check.MatchExcept _,
          Check.MatchText _,
          Check.MatchWords _,
          Check.Range _,
          Check.DatetimeRange _,
          Check.ValuesCount _ ->
          Optional.empty();
    };
  }

  /** Degrees; west is at most east. */
  record Bounds(double west, double east, double south, double north) {
    Bounds shifted(double degrees) {
      return new Bounds(west + degrees, east + degrees, south, north);
    }
  }
}
