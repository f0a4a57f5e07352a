package io.dunlin.index;

/**
 * How two vectors are compared. Inside Dunlin one order holds, <em>greater is better</em>; {@link
 * #toUser} turns such a score into the one that leaves the database.
 */
public enum Metric {
  /** Inner product; leaves as it is. */
  DOT(true),
  /** Inner product of vectors that the writer has normalised; leaves as it is. */
  COSINE(true),
  /** Inside: minus the squared Euclidean distance. Leaves as the (positive) root. */
  EUCLID(false),
  /** Inside: minus the sum of absolute differences. Leaves as the (positive) sum. */
  MANHATTAN(false),
  /** Of vectors of zeros and ones. Inside: minus the number of components that differ. */
  HAMMING(false),
  /**
   * Of vectors of zeros and ones. Inside: minus the share of the components that differ in those
   * that are one in either vector; two vectors without a one are as near as can be.
   */
  JACCARD(false);

  private final boolean greaterIsBetter;

  Metric(boolean greaterIsBetter) {
    this.greaterIsBetter = greaterIsBetter;
  }

  /** True where users see similarities, false where they see distances. */
  public boolean greaterIsBetter() {
    return greaterIsBetter;
  }

  /** True for distances of vectors of zeros and ones, which are stored as bits. */
  public boolean isBinary() {
    return switch (this) {
      case DOT, COSINE, EUCLID, MANHATTAN -> false;
      case HAMMING, JACCARD -> true;
    };
  }

  /** The user's score for an internal one. */
  public float toUser(float internal) {
    return switch (this) {
      case DOT, COSINE -> internal;
      case EUCLID -> (float) Math.sqrt(0f - internal);
      case MANHATTAN, HAMMING, JACCARD -> 0f - internal;
    };
  }

  /** The internal score for a user's one, such as a threshold. */
  public float fromUser(float user) {
    return switch (this) {
      case DOT, COSINE -> user;
      case EUCLID -> -(user * user);
      case MANHATTAN, HAMMING, JACCARD -> -user;
    };
  }
}
