package io.dunlin.bench.sweep;

import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.MemoryUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one index reaches on one set.
 *
 * @param index its name
 * @param configuration with what it was built and is searched
 * @param buildSeconds for the whole index
 * @param bytesPerVector all of it over the rows
 * @param residentPerVector what has to be in memory
 * @param memory what was counted, in words
 * @param points in the order in which they were measured
 */
public record Curve(
    String index,
    String configuration,
    double buildSeconds,
    double bytesPerVector,
    double residentPerVector,
    String memory,
    List<Point> points) {
  /**
   * One effort.
   *
   * @param queriesPerSecond the median of the rounds
   * @param slowest the worst round's, to show how quiet the machine was
   * @param fastest the best round's
   * @param p50Micros how long half of all searches took at most; of a batch, the whole batch
   * @param p99Micros how long all but one in a hundred took at most
   */
  public record Point(
      Effort effort,
      double recall,
      double queriesPerSecond,
      double slowest,
      double fastest,
      double p50Micros,
      double p99Micros) {}

  public Curve {
    points = List.copyOf(points);
  }

  /** Of an index over so many rows. */
  public static Curve of(AnnIndex index, int rows, double buildSeconds, List<Point> points) {
    MemoryUse memory = index.memory();
    return new Curve(
        index.name(),
        index.configuration(),
        buildSeconds,
        (double) memory.total() / rows,
        (double) memory.resident() / rows,
        memory.perVector(rows),
        points);
  }

  /**
   * The points that no other beats in both recall and speed, by rising recall (the Pareto front).
   */
  public List<Point> front() {
    List<Point> byRecall =
        points.stream()
            .sorted(
                Comparator.comparingDouble(Point::recall)
                    .thenComparingDouble(Point::queriesPerSecond)
                    .reversed())
            .toList();
    List<Point> front = new ArrayList<>();
    double fastest = 0;
    for (Point point : byRecall) {
      if (point.queriesPerSecond() > fastest) {
        front.addFirst(point);
        fastest = point.queriesPerSecond();
      }
    }
    return front;
  }

  /**
   * Queries per second at a recall: on the straight line, in recall and the logarithm of the speed,
   * between the points of the front on either side. Empty when no point reaches the recall. Where
   * every point is above it, the fastest point's speed, which is then a lower bound.
   */
  public OptionalDouble queriesPerSecondAt(double recall) {
    @Nullable Point below = null;
    for (Point above : front()) {
      if (above.recall() >= recall) {
        return OptionalDouble.of(
            below == null ? above.queriesPerSecond() : speedBetween(below, above, recall));
      }
      below = above;
    }
    return OptionalDouble.empty();
  }

  /** The recall at a speed, read off on the same line; 0 where no point is as fast. */
  public double recallAt(double queriesPerSecond) {
    @Nullable Point slower = null;
    for (Point faster : front().reversed()) {
      // From here on "slower" has more recall, as the front is walked from its slow end.
      if (faster.queriesPerSecond() >= queriesPerSecond) {
        return slower == null ? faster.recall() : recallBetween(slower, faster, queriesPerSecond);
      }
      slower = faster;
    }
    return 0;
  }

  /** The mean recall, and the speed of asking as many queries of each, of several sets' points. */
  public static List<Point> mean(List<List<Point>> sets) {
    List<Point> means = new ArrayList<>();
    for (int i = 0; i < sets.getFirst().size(); i++) {
      double recall = 0;
      double seconds = 0;
      double slowest = 0;
      double fastest = 0;
      double p50 = 0;
      double p99 = 0;
      for (List<Point> set : sets) {
        recall += set.get(i).recall() / sets.size();
        seconds += 1 / set.get(i).queriesPerSecond() / sets.size();
        slowest += 1 / set.get(i).slowest() / sets.size();
        fastest += 1 / set.get(i).fastest() / sets.size();
        p50 += set.get(i).p50Micros() / sets.size();
        p99 = Math.max(p99, set.get(i).p99Micros());
      }
      Effort effort = sets.getFirst().get(i).effort();
      means.add(new Point(effort, recall, 1 / seconds, 1 / slowest, 1 / fastest, p50, p99));
    }
    return means;
  }

  private static double speedBetween(Point below, Point above, double recall) {
    double share = (recall - below.recall()) / (above.recall() - below.recall());
    double logarithm =
        Math.log(below.queriesPerSecond())
            + share * (Math.log(above.queriesPerSecond()) - Math.log(below.queriesPerSecond()));
    return Math.exp(logarithm);
  }

  private static double recallBetween(Point slower, Point faster, double queriesPerSecond) {
    double share =
        Math.log(queriesPerSecond / slower.queriesPerSecond())
            / Math.log(faster.queriesPerSecond() / slower.queriesPerSecond());
    return slower.recall() + share * (faster.recall() - slower.recall());
  }
}
