package io.dunlin.bench.sweep;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The knee of a rising curve that flattens: the point after which more cost buys little. Found as
 * in Satopää et al., "Finding a 'Kneedle' in a Haystack" (ICDCS workshops 2011): both axes are
 * brought to 0..1, and the knee is where the curve lies highest above the diagonal, provided that
 * the height falls by {@code sensitivity} mean steps of the cost before it rises again. The paper
 * smooths the curve first; points of a Pareto front rise already, so that is left out.
 *
 * <p>The knee depends on the stretch of the curve that is looked at.
 */
final class Knee {
  /** The paper's S; 1 is its choice for curves that are wholly known. */
  private static final double SENSITIVITY = 1;

  private static final int FEWEST = 3;

  private Knee() {}

  /**
   * @param curve by rising cost and rising value
   * @return empty where fewer than three points are given or none sticks out
   */
  static <T> Optional<T> of(List<T> curve, ToDoubleFunction<T> cost, ToDoubleFunction<T> value) {
    if (curve.size() < FEWEST) {
      return Optional.empty();
    }
    double[] heights = heights(curve, cost, value);
    double threshold = SENSITIVITY / (curve.size() - 1);
    int knee = -1;
    for (int i = 1; i < heights.length - 1; i++) {
      boolean peak = heights[i] >= heights[i - 1] && heights[i] > heights[i + 1];
      if (peak && fallsBy(threshold, heights, i) && (knee < 0 || heights[i] > heights[knee])) {
        knee = i;
      }
    }
    return knee < 0 ? Optional.empty() : Optional.of(curve.get(knee));
  }

  /** Above the diagonal of the box that holds the curve. */
  private static <T> double[] heights(
      List<T> curve, ToDoubleFunction<T> cost, ToDoubleFunction<T> value) {
    double leastCost = cost.applyAsDouble(curve.getFirst());
    double leastValue = value.applyAsDouble(curve.getFirst());
    double costs = cost.applyAsDouble(curve.getLast()) - leastCost;
    double values = value.applyAsDouble(curve.getLast()) - leastValue;
    return curve.stream()
        .mapToDouble(point ->
            (value.applyAsDouble(point) - leastValue) / values
                - (cost.applyAsDouble(point) - leastCost) / costs)
        .toArray();
  }

  /** Whether the height falls below the peak by so much before it is higher than the peak. */
  private static boolean fallsBy(double threshold, double[] heights, int peak) {
    for (int i = peak + 1; i < heights.length && heights[i] <= heights[peak]; i++) {
      if (heights[i] < heights[peak] - threshold) {
        return true;
      }
    }
    return false;
  }
}
