package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.List;

/**
 * What lies inside a polygon and outside its holes, with lon and lat taken as plane coordinates.
 * Neither the outer edge nor the edges of the holes belong to it.
 */
final class GeoArea implements GeoShape {
  private final Ring exterior;
  private final List<Ring> interiors;

  GeoArea(Check.GeoPolygon polygon) {
    exterior = Ring.of(polygon.exterior());
    interiors = polygon.interiors().stream().map(Ring::of).toList();
  }

  @Override
  public boolean contains(GeoPoint point) {
    return exterior.side(point.lon(), point.lat()) == Side.INSIDE
        && interiors.stream().allMatch(hole -> hole.side(point.lon(), point.lat()) == Side.OUTSIDE);
  }

  @Override
  public List<Bounds> bounds() {
    return List.of(
        new Bounds(exterior.west(), exterior.east(), exterior.south(), exterior.north()));
  }

  private enum Side {
    INSIDE,
    EDGE,
    OUTSIDE
  }

  /**
   * A closed line: corner i is (lons[i], lats[i]), and the last is the first again.
   *
   * @param west west, east, south and north bound the corners
   */
  private record Ring(
      double[] lons, double[] lats, double west, double east, double south, double north) {
    static Ring of(List<GeoPoint> corners) {
      double[] lons = corners.stream().mapToDouble(GeoPoint::lon).toArray();
      double[] lats = corners.stream().mapToDouble(GeoPoint::lat).toArray();
      return new Ring(lons, lats, min(lons), max(lons), min(lats), max(lats));
    }

    private static double min(double[] values) {
      double least = Double.POSITIVE_INFINITY;
      for (double value : values) {
        least = Math.min(least, value);
      }
      return least;
    }

    private static double max(double[] values) {
      double greatest = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        greatest = Math.max(greatest, value);
      }
      return greatest;
    }

    /** Counts the crossings of a ray to the east with the sides: an odd number means inside. */
    Side side(double lon, double lat) {
      if (!(lon >= west && lon <= east && lat >= south && lat <= north)) {
        return Side.OUTSIDE;
      }
      boolean inside = false;
      for (int i = 1; i < lons.length; i++) {
        double fromLon = lons[i - 1];
        double fromLat = lats[i - 1];
        double toLon = lons[i];
        double toLat = lats[i];
        // Positive where the point lies to the left of the side, 0 on its line.
        double turn = (toLon - fromLon) * (lat - fromLat) - (toLat - fromLat) * (lon - fromLon);
        if (turn == 0
            && lon >= Math.min(fromLon, toLon)
            && lon <= Math.max(fromLon, toLon)
            && lat >= Math.min(fromLat, toLat)
            && lat <= Math.max(fromLat, toLat)) {
          return Side.EDGE;
        }
        if (fromLat > lat != toLat > lat && toLat > fromLat == turn > 0) {
          inside = !inside;
        }
      }
      return inside ? Side.INSIDE : Side.OUTSIDE;
    }
  }
}
