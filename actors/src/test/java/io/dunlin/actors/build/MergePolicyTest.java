package io.dunlin.actors.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.actors.build.MergePolicy.Candidate;
import io.dunlin.actors.build.MergePolicy.Vacuum;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MergePolicyTest {
  private static final int ROW_BYTES = 512;
  private static final int FROZEN_ROWS = (8 << 20) / ROW_BYTES;
  private static final Vacuum VACUUM = new Vacuum(0.2, 1000);
  private static final double LOG_4 = Math.log(4);

  @Test
  void sealsFrozenOnesTogetherIntoTheLargestThatIsNotTooLarge() {
    int frozenRows = 2 * FROZEN_ROWS;
    Candidate small = sealed(1, frozenRows, frozenRows);
    Candidate host = sealed(2, 4 * frozenRows, 4 * frozenRows);
    Candidate tooLarge = sealed(3, 4 * frozenRows + 1, 4 * frozenRows + 1);
    List<Candidate> frozen = List.of(frozen(4, FROZEN_ROWS), frozen(5, FROZEN_ROWS));
    assertThat(MergePolicy.next(with(frozen, small, host, tooLarge), VACUUM))
        .containsExactlyInAnyOrder(2L, 4L, 5L);
    assertThat(MergePolicy.next(with(frozen, tooLarge), VACUUM)).containsExactlyInAnyOrder(4L, 5L);
  }

  @Test
  void fewNewRowsGoIntoASegmentOfTheSmallestTier() {
    Candidate host = sealed(1, 2 * FROZEN_ROWS, 2 * FROZEN_ROWS);
    assertThat(MergePolicy.next(List.of(host, frozen(2, 5)), VACUUM))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  private static List<Candidate> with(List<Candidate> some, Candidate... others) {
    return Stream.concat(some.stream(), Stream.of(others)).toList();
  }

  @Test
  void givesSegmentsThatWereSmallTheirGraphTogetherWithTheFrozen() {
    Candidate small = new Candidate(4, true, false, true, false, 10, 10, 10);
    assertThat(MergePolicy.next(List.of(sealed(1, 1 << 20, 1 << 20), small, frozen(2, 5)), VACUUM))
        .containsExactlyInAnyOrder(2L, 4L);
    assertThat(MergePolicy.toOne(List.of(small))).containsExactly(4L);
  }

  /** After what has no index, before tiers, and one at a time: the others serve meanwhile. */
  @Test
  void rewritesThoseBySettingsOfBeforeOneByOneAndTheLargestFirst() {
    List<Candidate> three =
        List.of(outdated(1, 1000), outdated(2, 3000), outdated(3, 2000), sealed(4, 1000, 1000));
    assertThat(MergePolicy.next(three, VACUUM)).containsExactly(2L);
    assertThat(MergePolicy.next(with(three, frozen(5, 10)), VACUUM)).contains(5L);
    assertThat(MergePolicy.toOne(List.of(outdated(1, 10)))).containsExactly(1L);
  }

  private static Candidate outdated(long name, int rows) {
    return new Candidate(name, true, false, false, true, rows, rows, (long) rows * ROW_BYTES);
  }

  @Test
  void repairsBeforeAnythingElse() {
    Candidate damaged = new Candidate(7, true, true, false, false, 10, 10, 10);
    assertThat(MergePolicy.next(List.of(frozen(2, 5), damaged), VACUUM)).containsExactly(7L);
  }

  @Test
  void mergesFourOfASizeAndLeavesThree() {
    List<Candidate> three =
        List.of(sealed(1, 1000, 1000), sealed(2, 1000, 1000), sealed(3, 1000, 1000));
    assertThat(MergePolicy.next(three, VACUUM)).isEmpty();
    List<Candidate> four = new ArrayList<>(three);
    four.add(sealed(4, 1000, 1000));
    assertThat(MergePolicy.next(four, VACUUM)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
  }

  @Test
  void rewritesForDeadRowsAboveTheShareInLargeEnoughSegments() {
    assertThat(MergePolicy.next(List.of(sealed(1, 1000, 800)), VACUUM)).isEmpty();
    assertThat(MergePolicy.next(List.of(sealed(1, 1000, 799)), VACUUM)).containsExactly(1L);
    assertThat(MergePolicy.next(List.of(sealed(1, 999, 1)), VACUUM)).isEmpty();
  }

  @Test
  void makesOneOfAllUnlessItIsOne() {
    assertThat(MergePolicy.toOne(List.of())).isEmpty();
    assertThat(MergePolicy.toOne(List.of(sealed(1, 10, 10)))).isEmpty();
    assertThat(MergePolicy.toOne(List.of(sealed(1, 10, 9)))).containsExactly(1L);
    assertThat(MergePolicy.toOne(List.of(frozen(1, 10)))).containsExactly(1L);
    assertThat(MergePolicy.toOne(List.of(sealed(1, 10, 10), frozen(2, 1))))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  /** 16 million new rows of 512 bytes. */
  @Test
  void growingKeepsFewSegmentsAndInsertsEachRowLogarithmicallyOften() {
    Simulation simulation = new Simulation(1);
    int freezes = 1000;
    for (int i = 1; i <= freezes; i++) {
      simulation.freeze();
      simulation.settle();
      simulation.checkSegments();
    }
    double depth = Math.log(freezes) / LOG_4;
    assertThat(simulation.maxGeneration()).isLessThanOrEqualTo((int) (3 * depth));
    assertThat((double) simulation.written / simulation.ingested).isLessThan(depth + 3);
    assertThat((double) simulation.inserted / simulation.ingested).isLessThan(depth - 1);
  }

  /** 8 million writes, of which most replace one of a million points. */
  @Test
  void replacingKeepsTheDeadShareDownAtABoundedPrice() {
    Simulation simulation = new Simulation(2);
    for (int i = 0; i < 64; i++) {
      simulation.freeze();
      simulation.settle();
    }
    long before = simulation.written;
    int rounds = 450;
    for (int i = 0; i < rounds; i++) {
      simulation.kill(FROZEN_ROWS);
      simulation.freeze();
      simulation.settle();
      simulation.checkSegments();
    }
    double perRow = (double) (simulation.written - before) / ((double) rounds * FROZEN_ROWS);
    assertThat(perRow).isLessThan(12);
  }

  @Test
  void deletingEverythingEndsWithNextToNothing() {
    Simulation simulation = new Simulation(3);
    for (int i = 0; i < 64; i++) {
      simulation.freeze();
      simulation.settle();
    }
    while (simulation.live() > 0) {
      simulation.kill(Math.min(FROZEN_ROWS, (int) simulation.live()));
      simulation.settle();
      simulation.checkSegments();
    }
    assertThat(simulation.segments.stream().mapToLong(Segment::rows).sum())
        .isLessThan(VACUUM.rows() * MergePolicy.MAX_SEALED);
  }

  private static Candidate sealed(long name, int rows, int live) {
    return new Candidate(name, true, false, false, false, rows, live, (long) live * ROW_BYTES);
  }

  private static Candidate frozen(long name, int rows) {
    return new Candidate(name, false, false, false, false, rows, rows, (long) rows * ROW_BYTES);
  }

  /** {@code generation}: how often its oldest row was written. */
  private record Segment(long name, boolean sealed, int rows, int live, int generation) {
    Candidate candidate() {
      return new Candidate(name, sealed, false, false, false, rows, live, (long) live * ROW_BYTES);
    }
  }

  /** Does what the policy says to segments that are numbers only. */
  private static final class Simulation {
    private final Random random;
    private final List<Segment> segments = new ArrayList<>();
    private long names;
    private long written;
    private long inserted;
    private long ingested;

    Simulation(long seed) {
      System.out.println("seed " + seed);
      random = new Random(seed);
    }

    void freeze() {
      segments.add(new Segment(names++, false, FROZEN_ROWS, FROZEN_ROWS, 0));
      ingested += FROZEN_ROWS;
    }

    /** Lets rows die, spread over the segments by what lives in each. */
    void kill(int rows) {
      int left = rows;
      while (left > 0) {
        int chosen = random.nextInt(segments.size());
        Segment at = segments.get(chosen);
        int dying = Math.min(left, Math.min(at.live(), 1 + at.live() / 8));
        segments.set(
            chosen,
            new Segment(at.name(), at.sealed(), at.rows(), at.live() - dying, at.generation()));
        left -= dying;
      }
    }

    void settle() {
      for (int steps = 0; ; steps++) {
        assertThat(steps).as("merges without end").isLessThan(100);
        Set<Long> inputs =
            MergePolicy.next(segments.stream().map(Segment::candidate).toList(), VACUUM);
        if (inputs.isEmpty()) {
          return;
        }
        List<Segment> merged =
            segments.stream().filter(segment -> inputs.contains(segment.name())).toList();
        assertThat(merged).hasSameSizeAs(inputs);
        segments.removeAll(merged);
        int live = merged.stream().mapToInt(Segment::live).sum();
        int generation = merged.stream().mapToInt(Segment::generation).max().orElseThrow();
        segments.add(new Segment(names++, true, live, live, generation + 1));
        written += live;
        inserted +=
            live - merged.stream().filter(Segment::sealed).mapToInt(Segment::live).max().orElse(0);
      }
    }

    void checkSegments() {
      long large =
          segments.stream()
              .filter(segment ->
                  segment.candidate().bytes() > MergePolicy.LARGEST_MERGED / MergePolicy.FAN_IN)
              .count();
      assertThat(segments.size() - large).isLessThanOrEqualTo(MergePolicy.MAX_SEALED);
      assertThat(segments)
          .allMatch(
              segment -> segment.sealed() && !MergePolicy.wantsVacuum(segment.candidate(), VACUUM));
    }

    int maxGeneration() {
      return segments.stream().mapToInt(Segment::generation).max().orElseThrow();
    }

    long live() {
      return segments.stream().mapToLong(Segment::live).sum();
    }
  }
}
