package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Points on the Earth as payloads hold them: objects with the numbers lon and lat, in degrees. */
public final class Geo {
  /** Mean radius R1 of the Earth by the IUGG, in metres. */
  static final double EARTH_RADIUS = 6_371_008.8;

  private Geo() {}

  /**
   * Metres along the surface of a spherical Earth by the haversine formula (Sinnott, "Virtues of
   * the Haversine", 1984), which stays exact for small distances.
   */
  public static double meters(GeoPoint from, GeoPoint to) {
    double fromLat = Math.toRadians(from.lat());
    double toLat = Math.toRadians(to.lat());
    double sinHalfLat = Math.sin((toLat - fromLat) / 2);
    double sinHalfLon = Math.sin((Math.toRadians(to.lon()) - Math.toRadians(from.lon())) / 2);
    double haversine =
        sinHalfLat * sinHalfLat + Math.cos(fromLat) * Math.cos(toLat) * sinHalfLon * sinHalfLon;
    return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(haversine)));
  }

  /** Null when the value is no such object. */
  public static @Nullable GeoPoint point(Object value) {
    return value instanceof Map<?, ?> fields
            && fields.get("lon") instanceof Number lon
            && fields.get("lat") instanceof Number lat
        ? new GeoPoint(lon.doubleValue(), lat.doubleValue())
        : null;
  }
}
