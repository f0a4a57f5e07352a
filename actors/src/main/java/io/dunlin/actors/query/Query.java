package io.dunlin.actors.query;

import io.dunlin.persistence.model.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What orders the points of an answer. Most compare with vectors; fusions, formulas and rerankers
 * need what other queries have found.
 */
public sealed interface Query {
  /** The nearest to a vector. */
  record Nearest(VectorInput target) implements Query {}

  /**
   * All points within a radius of a vector, the nearest first; compares with every point.
   *
   * @param radius strict, in the user's measure: a distance, or a similarity that is exceeded
   */
  record Within(VectorInput target, float radius) implements Query {
    /** The limit of a query that wants them all, or none where there are more than can be told. */
    public static final int ALL = Integer.MAX_VALUE;

    /** So many can be told at once. */
    public static final int MOST = 10_000;
  }

  /**
   * The nearest to a vector, less alike among each other: Maximal Marginal Relevance (Carbonell and
   * Goldstein, "The Use of MMR, Diversity-Based Reranking for Reordering Documents and Producing
   * Summaries", SIGIR 1998).
   *
   * @param diversity from 0, nearness alone, to 1, unlikeness to those chosen before alone
   * @param candidates nearest points to choose from; absent: as many as are wanted
   */
  record Diverse(VectorInput target, float diversity, Optional<Integer> candidates)
      implements Query {}

  /** Near to the positive examples and far from the negative ones. */
  record Recommend(List<VectorInput> positive, List<VectorInput> negative, Strategy strategy)
      implements Query {}

  /** How several examples make one score. */
  enum Strategy {
    /** Nearest to twice the mean of the positive ones less the mean of the negative ones. */
    AVERAGE_VECTOR,
    /** By the one example that is nearest. */
    BEST_SCORE,
    /** By the sum of the scores, those of negative examples taken off. */
    SUM_SCORES
  }

  /** On the positive side of as many pairs as can be; among these, near to the target. */
  record Discover(VectorInput target, List<Pair> pairs) implements Query {}

  /** On the positive side of pairs. */
  record Context(List<Pair> pairs) implements Query {}

  record Pair(VectorInput positive, VectorInput negative) {}

  /**
   * Near to the target, and nearer to examples that were rated well than to those that were not.
   *
   * @param rated examples, with what a user or a better model thinks of each
   */
  record Feedback(VectorInput target, List<Rated> rated, Coefficients coefficients)
      implements Query {}

  record Rated(VectorInput example, float rating) {}

  /**
   * How much the parts of {@link Feedback} count, as users have learned it.
   *
   * @param target times the nearness to the target
   * @param exponent of the difference between two ratings
   * @param lead times that power, times how much nearer the better of the two is
   */
  record Coefficients(float target, float exponent, float lead) {}

  /** By a value in the payload. */
  record Ordered(OrderBy by) implements Query {}

  /** Any points, each as likely as another. */
  record Sample() implements Query {}

  /**
   * Reciprocal Rank Fusion (Cormack, Clarke and Büttcher, SIGIR 2009).
   *
   * @param k what is added to ranks
   * @param weights of the queries before, or empty: all the same
   */
  record RankFusion(int k, List<Float> weights) implements Query {
    public static final int DEFAULT_K = 2;
  }

  /** Sums of scores, each measured by how the scores of its query are spread. */
  record ScoreFusion() implements Query {}

  /**
   * By an expression over scores and payloads.
   *
   * @param defaults of variables that a point lacks, as a payload has values, by the names in the
   *     expression
   */
  record Formula(Expression expression, Map<String, Object> defaults) implements Query {}

  /**
   * By what a model outside of the index thinks of a text in the payload.
   *
   * @param reranker name of the one that is asked
   * @param text what the user wants to know
   * @param field where a point's text is
   * @param candidates so many of the first points are judged; the others follow as they were
   */
  record Rerank(String reranker, String text, JsonPath field, int candidates) implements Query {
    public static final int DEFAULT_CANDIDATES = 50;
    public static final int MOST_CANDIDATES = 1_000;
  }
}
