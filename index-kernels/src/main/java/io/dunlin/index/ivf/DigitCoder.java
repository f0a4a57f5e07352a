package io.dunlin.index.ivf;

import io.dunlin.index.search.SearchScratch;

/**
 * Codes residuals as digits. All happens in the coder's own space, where vectors are rotated so
 * that lengths and inner products stay. Immutable, for any number of threads.
 */
sealed interface DigitCoder permits ProductCoder, SignCoder {
  /** Digits of a code. */
  int digits();

  /** Components of a vector in the coder's space. */
  int dimension();

  /**
   * Moves a vector into the coder's space.
   *
   * @param out of the coder's dimension
   */
  void rotate(float[] vector, float[] out);

  /** What one thread codes with. */
  Encoder encoder();

  /**
   * Makes a query's tables in the scratch: the sum of what a code's digits pick is about the inner
   * product of the query and of what the code stands for.
   *
   * @param centered a query less the mean
   */
  void fillTables(float[] centered, SearchScratch scratch);

  /** Chooses digits. */
  interface Encoder {
    /**
     * Codes a residual.
     *
     * @param residual in the coder's space
     * @param whole the row's vector in the coder's space, less nothing
     * @param code gets one digit a byte; zero where there are more than the coder has use for
     * @param approximation gets what the code stands for; its length does not matter
     */
    void encode(float[] residual, float[] whole, byte[] code, float[] approximation);
  }
}
