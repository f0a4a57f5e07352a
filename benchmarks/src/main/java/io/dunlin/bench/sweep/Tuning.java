package io.dunlin.bench.sweep;

import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.Effort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Walks the efforts of one index: all that it wants tried, and between them the least breadth that
 * reaches each wanted recall, found by halving, since recall rises with breadth. Recall takes one
 * pass over the queries; times are taken of the efforts found only.
 *
 * @param recalls wanted
 */
public record Tuning(Sweep sweep, SweepSettings settings, List<Double> recalls) {
  /** The points worth looking at, by rising p99 and rising recall, of the index and its efforts. */
  public List<Curve.Point> points(AnnIndex index) throws IOException {
    TreeMap<Double, TreeSet<Integer>> breadths = new TreeMap<>();
    for (Effort effort : index.efforts(settings.k(), settings.breadths())) {
      breadths.computeIfAbsent(effort.oversampling(), _ -> new TreeSet<>()).add(effort.breadth());
    }
    List<Curve.Point> points = new ArrayList<>();
    for (Map.Entry<Double, TreeSet<Integer>> each : breadths.entrySet()) {
      double oversampling = each.getKey();
      TreeSet<Integer> tried = each.getValue();
      for (double recall : recalls) {
        least(index, tried, oversampling, recall).ifPresent(tried::add);
      }
      for (int breadth : tried) {
        points.add(sweep.point(index, new Effort(breadth, oversampling)));
      }
    }
    return front(points);
  }

  /** The least breadth that reaches the recall, if the widest of those tried does. */
  private Optional<Integer> least(
      AnnIndex index, TreeSet<Integer> tried, double oversampling, double recall)
      throws IOException {
    int missed = tried.first() - 1;
    int reached = tried.last();
    if (sweep.recall(index, new Effort(reached, oversampling)) < recall) {
      return Optional.empty();
    }
    while (reached - missed > 1) {
      int between = (missed + reached) >>> 1;
      if (sweep.recall(index, new Effort(between, oversampling)) < recall) {
        missed = between;
      } else {
        reached = between;
      }
    }
    return Optional.of(reached);
  }

  /** Those that no other beats in both recall and p99. */
  public static List<Curve.Point> front(List<Curve.Point> points) {
    List<Curve.Point> front = new ArrayList<>();
    points.stream()
        .sorted(
            Comparator.comparingDouble(Curve.Point::p99Micros)
                .thenComparing(Comparator.comparingDouble(Curve.Point::recall).reversed()))
        .forEach(point -> {
          if (front.isEmpty() || point.recall() > front.getLast().recall()) {
            front.add(point);
          }
        });
    return front;
  }

  /** Where more time at the 99th percentile begins to buy little recall. */
  public static Optional<Curve.Point> knee(List<Curve.Point> front) {
    return Knee.of(front, Curve.Point::p99Micros, Curve.Point::recall);
  }
}
