package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;

/** What lies nearer to a center than a radius, along the surface of a spherical Earth. */
final class GeoCircle {
  /** Mean radius R1 of the Earth by the IUGG, in metres. */
  static final double EARTH_RADIUS = 6_371_008.8;

  private final double centerLon;
  private final double centerLat;
  private final double cosCenterLat;
  private final double meters;

  GeoCircle(Check.GeoRadius radius) {
    centerLon = Math.toRadians(radius.center().lon());
    centerLat = Math.toRadians(radius.center().lat());
    cosCenterLat = Math.cos(centerLat);
    meters = radius.meters();
  }

  boolean contains(Object value) {
    GeoPoint point = Geo.point(value);
    return point != null && distance(point) < meters;
  }

  /**
   * Metres from the center by the haversine formula (Sinnott, "Virtues of the Haversine", 1984),
   * which stays exact for small distances.
   */
  private double distance(GeoPoint point) {
    double lat = Math.toRadians(point.lat());
    double sinHalfLat = Math.sin((lat - centerLat) / 2);
    double sinHalfLon = Math.sin((Math.toRadians(point.lon()) - centerLon) / 2);
    double haversine =
        sinHalfLat * sinHalfLat + cosCenterLat * Math.cos(lat) * sinHalfLon * sinHalfLon;
    return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(haversine)));
  }
}
