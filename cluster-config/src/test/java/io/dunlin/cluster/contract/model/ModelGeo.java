package io.dunlin.cluster.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.geom.Path2D;

/** Points on the globe, as objects with {@code lon} and {@code lat}. */
final class ModelGeo {
  private static final double EARTH_RADIUS = 6_371_008.8;

  private ModelGeo() {}

  static boolean isPoint(JsonNode value) {
    return value.path("lon").isNumber() && value.path("lat").isNumber();
  }

  static boolean inBox(JsonNode box, JsonNode point) {
    double west = box.at("/top_left/lon").asDouble();
    double east = box.at("/bottom_right/lon").asDouble();
    double lon = lon(point);
    return lat(point) < box.at("/top_left/lat").asDouble()
        && lat(point) > box.at("/bottom_right/lat").asDouble()
        && (west <= east ? (lon > west && lon < east) : (lon > west || lon < east));
  }

  static boolean inCircle(JsonNode circle, JsonNode point) {
    return meters(circle.get("center"), point) < circle.get("radius").asDouble();
  }

  static boolean inPolygon(JsonNode polygon, JsonNode point) {
    if (!ring(polygon.get("exterior")).contains(lon(point), lat(point))) {
      return false;
    }
    for (JsonNode hole : polygon.path("interiors")) {
      if (ring(hole).contains(lon(point), lat(point))) {
        return false;
      }
    }
    return true;
  }

  private static Path2D ring(JsonNode ring) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    JsonNode points = ring.get("points");
    path.moveTo(lon(points.get(0)), lat(points.get(0)));
    points.forEach(point -> path.lineTo(lon(point), lat(point)));
    path.closePath();
    return path;
  }

  /** By the angle between the two directions from the centre of the Earth. */
  static double meters(JsonNode from, JsonNode to) {
    double[] a = direction(from);
    double[] b = direction(to);
    double x = a[1] * b[2] - a[2] * b[1];
    double y = a[2] * b[0] - a[0] * b[2];
    double z = a[0] * b[1] - a[1] * b[0];
    double cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    return EARTH_RADIUS * Math.atan2(Math.sqrt(x * x + y * y + z * z), cosine);
  }

  private static double[] direction(JsonNode point) {
    double lon = Math.toRadians(lon(point));
    double lat = Math.toRadians(lat(point));
    return new double[] {
      Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)
    };
  }

  private static double lon(JsonNode point) {
    return point.get("lon").asDouble();
  }

  private static double lat(JsonNode point) {
    return point.get("lat").asDouble();
  }
}
