package io.dunlin.cluster.contract.model;

/** So near a tie that rounding may settle it either way: nothing can be said of the answer. */
final class Ambiguous extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final double TOLERANCE = 1e-4;

  Ambiguous() {
    super("a tie", null, false, false);
  }

  /** Floats of Dunlin's and doubles of the model's may differ by so much. */
  static boolean close(double a, double b) {
    return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }

  /** Throws this where the numbers are close, but not known to be the same. */
  static void unlessApart(double a, double b) {
    if (a != b && close(a, b)) {
      throw new Ambiguous();
    }
  }
}
