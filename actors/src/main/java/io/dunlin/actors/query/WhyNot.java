package io.dunlin.actors.query;

import java.util.List;
import java.util.Optional;

/**
 * Why a point is, or is not, in the answer to a query.
 *
 * @param says the reason in words
 * @param rank the point's place among all that match, from 1, by an exact search; in an answer, its
 *     place there
 * @param score the point's own
 * @param lastScore that of the last point of the answer
 * @param failed conditions of the filter by which the point is left out
 * @param ef a breadth with which the index finds the point
 * @param before the same of each prefetch
 */
public record WhyNot(
    Reason reason,
    String says,
    Optional<Integer> rank,
    Optional<Float> score,
    Optional<Float> lastScore,
    List<Failed> failed,
    Optional<Integer> ef,
    List<WhyNot> before) {
  public enum Reason {
    IN_ANSWER,
    NO_SUCH_POINT,
    /** It is under a shard key that was not asked. */
    SHARD_KEY_NOT_ASKED,
    NO_SUCH_VECTOR,
    FILTER,
    /** The query names it as an example. */
    EXAMPLE,
    SCORE_THRESHOLD,
    BEYOND_LIMIT,
    BEFORE_OFFSET,
    /** An exact search has it in the answer. */
    MISSED_BY_INDEX,
    /** {@code indexed_only} left its segment out. */
    NOT_INDEXED,
    NOT_IN_PREFETCHES,
    /** Points less like those before it were preferred. */
    DIVERSITY,
    NO_VALUE_TO_ORDER_BY,
    NOT_DRAWN,
    NO_VALUE_TO_GROUP_BY,
    GROUP_BEYOND_LIMIT,
    BEYOND_GROUP_SIZE,
    /** It, or others, changed between the steps of the inquiry. */
    CHANGED
  }

  /**
   * A condition that leaves the point out.
   *
   * @param place in the filter's tree
   * @param path in the payload; empty where the condition is about none
   * @param values the point's at that path
   * @param says what was expected
   */
  public record Failed(String place, String path, List<Object> values, String says) {}

  public static WhyNot of(Reason reason, String says) {
    return new WhyNot(
        reason,
        says,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  public boolean isInAnswer() {
    return reason == Reason.IN_ANSWER;
  }

  public WhyNot ranked(int itsRank, float itsScore, Optional<Float> last) {
    return new WhyNot(
        reason, says, Optional.of(itsRank), Optional.of(itsScore), last, failed, ef, before);
  }

  public WhyNot failing(List<Failed> conditions) {
    return new WhyNot(reason, says, rank, score, lastScore, conditions, ef, before);
  }

  public WhyNot foundWith(int breadth) {
    return new WhyNot(reason, says, rank, score, lastScore, failed, Optional.of(breadth), before);
  }

  public WhyNot after(List<WhyNot> prefetches) {
    return new WhyNot(reason, says, rank, score, lastScore, failed, ef, prefetches);
  }
}
