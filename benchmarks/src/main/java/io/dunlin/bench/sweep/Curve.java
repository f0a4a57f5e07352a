package io.dunlin.bench.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one index reaches on one set.
 *
 * @param index its name
 * @param buildSeconds for the whole graph
 * @param bytesPerVector vectors and links over the rows
 * @param points by rising breadth
 */
public record Curve(String index, double buildSeconds, double bytesPerVector, List<Point> points) {
  /**
   * One breadth.
   *
   * @param queriesPerSecond the median of the rounds
   * @param slowest the worst round's, to show how quiet the machine was
   * @param fastest the best round's
   */
  public record Point(
      int breadth, double recall, double queriesPerSecond, double slowest, double fastest) {}

  public Curve {
    points = List.copyOf(points);
  }

  /**
   * Queries per second at a recall: on the straight line, in recall and the logarithm of the speed,
   * between the points on either side. Empty when no point reaches the recall. Where every point is
   * above it, the fastest point's speed, which is then a lower bound.
   */
  public OptionalDouble queriesPerSecondAt(double recall) {
    List<Point> byRecall =
        points.stream().sorted(Comparator.comparingDouble(Point::recall)).toList();
    @Nullable Point below = null;
    for (Point above : byRecall) {
      if (above.recall() >= recall) {
        return OptionalDouble.of(below == null ? fastest() : interpolate(below, above, recall));
      }
      below = above;
    }
    return OptionalDouble.empty();
  }

  /** The mean recall, and the speed of asking as many queries of each, of several sets' points. */
  public static List<Point> mean(List<List<Point>> sets) {
    List<Point> means = new ArrayList<>();
    for (int i = 0; i < sets.getFirst().size(); i++) {
      double recall = 0;
      double seconds = 0;
      double slowest = 0;
      double fastest = 0;
      for (List<Point> set : sets) {
        recall += set.get(i).recall() / sets.size();
        seconds += 1 / set.get(i).queriesPerSecond() / sets.size();
        slowest += 1 / set.get(i).slowest() / sets.size();
        fastest += 1 / set.get(i).fastest() / sets.size();
      }
      int breadth = sets.getFirst().get(i).breadth();
      means.add(new Point(breadth, recall, 1 / seconds, 1 / slowest, 1 / fastest));
    }
    return means;
  }

  private double fastest() {
    return points.stream().mapToDouble(Point::queriesPerSecond).max().orElseThrow();
  }

  private static double interpolate(Point below, Point above, double recall) {
    double share = (recall - below.recall()) / (above.recall() - below.recall());
    double logarithm =
        Math.log(below.queriesPerSecond())
            + share * (Math.log(above.queriesPerSecond()) - Math.log(below.queriesPerSecond()));
    return Math.exp(logarithm);
  }
}
