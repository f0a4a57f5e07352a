package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.List;

/** What lies nearer to a center than a radius, along the surface of a spherical Earth. */
final class GeoCircle implements GeoShape {
  private final GeoPoint center;
  private final double centerLon;
  private final double centerLat;
  private final double cosCenterLat;
  private final double meters;

  GeoCircle(Check.GeoRadius radius) {
    center = radius.center();
    centerLon = Math.toRadians(radius.center().lon());
    centerLat = Math.toRadians(radius.center().lat());
    cosCenterLat = Math.cos(centerLat);
    meters = radius.meters();
  }

  @Override
  public boolean contains(GeoPoint point) {
    return Geo.meters(center, point) < meters;
  }

  /**
   * The box that touches the circle in the north, the south, the east and the west (Bronstein and
   * others, "Taschenbuch der Mathematik", spherical triangles), or all longitudes where a pole is
   * inside. A little wider, as sines are rounded.
   */
  @Override
  public List<Bounds> bounds() {
    double angle = meters / Geo.EARTH_RADIUS * (1 + 1e-9) + 1e-12;
    double south = centerLat - angle;
    double north = centerLat + angle;
    if (south <= -Math.PI / 2 || north >= Math.PI / 2) {
      return List.of(new Bounds(-180, 180, Math.toDegrees(south), Math.toDegrees(north)));
    }
    double half = Math.toDegrees(Math.asin(Math.sin(angle) / cosCenterLat)) * (1 + 1e-9) + 1e-9;
    double center = Math.toDegrees(centerLon);
    Bounds whole =
        new Bounds(center - half, center + half, Math.toDegrees(south), Math.toDegrees(north));
    if (whole.west() < -180) {
      return List.of(whole, whole.shifted(360));
    }
    return whole.east() > 180 ? List.of(whole, whole.shifted(-360)) : List.of(whole);
  }
}
