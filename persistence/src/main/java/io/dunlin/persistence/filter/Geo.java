package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Points on the Earth as payloads hold them: objects with the numbers lon and lat, in degrees. */
final class Geo {
  private Geo() {}

  /** Null when the value is no such object. */
  static @Nullable GeoPoint point(Object value) {
    return value instanceof Map<?, ?> fields
            && fields.get("lon") instanceof Number lon
            && fields.get("lat") instanceof Number lat
        ? new GeoPoint(lon.doubleValue(), lat.doubleValue())
        : null;
  }

  /** The edges do not belong to the box. */
  static boolean isInside(Check.GeoBox box, Object value) {
    GeoPoint point = point(value);
    if (point == null
        || point.lat() <= box.bottomRight().lat()
        || point.lat() >= box.topLeft().lat()) {
      return false;
    }
    double west = box.topLeft().lon();
    double east = box.bottomRight().lon();
    return west > east
        ? point.lon() > west || point.lon() < east
        : point.lon() > west && point.lon() < east;
  }
}
