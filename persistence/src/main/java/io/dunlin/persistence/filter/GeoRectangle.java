package io.dunlin.persistence.filter;

import io.dunlin.persistence.model.Check;
import io.dunlin.persistence.model.Check.GeoPoint;
import java.util.List;

/** What lies between two meridians and two parallels, less its edges. */
record GeoRectangle(Check.GeoBox box) implements GeoShape {
  @Override
  public boolean contains(GeoPoint point) {
    if (point.lat() <= box.bottomRight().lat() || point.lat() >= box.topLeft().lat()) {
      return false;
    }
    double west = box.topLeft().lon();
    double east = box.bottomRight().lon();
    return west > east
        ? point.lon() > west || point.lon() < east
        : point.lon() > west && point.lon() < east;
  }

  @Override
  public List<Bounds> bounds() {
    double west = box.topLeft().lon();
    double east = box.bottomRight().lon();
    double south = box.bottomRight().lat();
    double north = box.topLeft().lat();
    return west > east
        ? List.of(new Bounds(west, 180, south, north), new Bounds(-180, east, south, north))
        : List.of(new Bounds(west, east, south, north));
  }
}
