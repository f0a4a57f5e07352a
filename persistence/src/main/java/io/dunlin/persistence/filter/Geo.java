package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Points on the Earth as payloads hold them: objects with the numbers lon and lat, in degrees. */
public final class Geo {
  private Geo() {}

  /** Null when the value is no such object. */
  public static @Nullable GeoPoint point(Object value) {
    return value instanceof Map<?, ?> fields
            && fields.get("lon") instanceof Number lon
            && fields.get("lat") instanceof Number lat
        ? new GeoPoint(lon.doubleValue(), lat.doubleValue())
        : null;
  }
}
