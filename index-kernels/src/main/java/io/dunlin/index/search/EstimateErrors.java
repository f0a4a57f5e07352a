package io.dunlin.index.search;

/**
 * How far scores were from their estimates, over the rows of which both are known. Those are the
 * rows with the best estimates, many of which have them by luck, so that the mean of their errors
 * says nothing about other rows; the root of the mean square is taken for the standard deviation of
 * all errors.
 */
public final class EstimateErrors {
  private double squares;
  private int count;

  EstimateErrors() {}

  public void clear() {
    squares = 0;
    count = 0;
  }

  public void add(float score, float estimate) {
    double error = (double) score - estimate;
    squares += error * error;
    count++;
  }

  /**
   * The least estimate of a row whose score may well reach {@code score}: errors are taken to be
   * within so many standard deviations.
   */
  public float leastEstimate(float score, double deviations) {
    return (float) (score - deviations * Math.sqrt(squares / Math.max(count, 1)));
  }
}
