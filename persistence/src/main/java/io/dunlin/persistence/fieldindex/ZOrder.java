package io.dunlin.persistence.fieldindex;

import io.dunlin.persistence.model.Check.GeoPoint;
import org.apache.lucene.util.BitUtil;

/**
 * Points on the globe on Morton's curve ("A computer oriented geodetic data base", 1966): the bits
 * of longitude and latitude in turn, so that all points of a cell, halved along both again and
 * again, follow each other. Compared as unsigned numbers.
 */
final class ZOrder {
  /** How often the globe is halved along each axis. */
  static final int LEVELS = 32;

  private static final double STEPS = 0x1p32;

  private ZOrder() {}

  static long of(GeoPoint point) {
    return BitUtil.interleave(step(point.lon(), 360), step(point.lat(), 180));
  }

  /** Which of 2^32 equal parts of the axis a coordinate lies in; the last has its end. */
  private static int step(double degrees, double length) {
    return (int) (long) Math.min((degrees / length + 0.5) * STEPS, STEPS - 1);
  }

  /** The coordinate at which the part {@code step} of 2^{@code level} parts begins. */
  static double start(long step, int level, double length) {
    return (step / (double) (1L << level) - 0.5) * length;
  }
}
