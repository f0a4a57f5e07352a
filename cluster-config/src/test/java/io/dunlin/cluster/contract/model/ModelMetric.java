package io.dunlin.cluster.contract.model;

/** The distances of the contract, in doubles. */
enum ModelMetric {
  DOT("Dot"),
  COSINE("Cosine"),
  EUCLID("Euclid"),
  MANHATTAN("Manhattan");

  final String wireName;

  ModelMetric(String wireName) {
    this.wireName = wireName;
  }

  boolean greaterIsBetter() {
    return this == DOT || this == COSINE;
  }

  /** As it is stored. */
  double[] stored(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    double[] stored = vector.clone();
    for (int i = 0; i < stored.length && this == COSINE && length > 0; i++) {
      stored[i] /= length;
    }
    return stored;
  }

  /** What an answer says. */
  double score(double[] a, double[] b) {
    return switch (this) {
      case DOT, COSINE -> dot(a, b);
      case EUCLID -> Math.sqrt(-similarity(a, b));
      case MANHATTAN -> -similarity(a, b);
    };
  }

  /** What the formulas for several examples take; greater is better. */
  double similarity(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs(a[i] - b[i]);
      sum +=
          switch (this) {
            case DOT, COSINE -> a[i] * b[i];
            case EUCLID -> -difference * difference;
            case MANHATTAN -> -difference;
          };
    }
    return sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
