package io.dunlin.index.search;

/** Makes one score of those that several vectors give a row. */
public interface Combination {
  /**
   * @param scores by vector and place
   */
  float of(float[][] scores, int place);
}
