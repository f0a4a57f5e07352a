package io.dunlin.cluster.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * How much is tried: {@code -Ddunlin.fuzz.requests=} says how many requests of each kind, {@code
 * -Ddunlin.fuzz.seed=} the first one's seed; each further one has the next. A finding comes again
 * with its seed and one request, unless it needs what an earlier one left.
 */
final class Effort {
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();
  private static final long MEBIBYTE = 1024 * 1024;
  private static final long GROWTH_MIB = 32;
  private static final int MANY_FINDINGS = 20;

  private Effort() {}

  /** Sends what a seed decides, and fails with an {@link AssertionError} when that did harm. */
  interface Attempt {
    void of(long seed);
  }

  /**
   * Makes the attempts and fails with all that they found, or when the heap has grown since the
   * first quarter of them.
   *
   * @param few how many attempts where nothing else is said
   */
  static void spend(int few, Guarded guarded, Attempt attempt) throws IOException {
    long first = Long.getLong("dunlin.fuzz.seed", 1);
    int count = Integer.getInteger("dunlin.fuzz.requests", few);
    List<AssertionError> findings = new ArrayList<>();
    long early = 0;
    for (long seed = first; seed < first + count && findings.size() < MANY_FINDINGS; seed++) {
      try {
        attempt.of(seed);
      } catch (AssertionError found) {
        findings.add(new AssertionError("seed " + seed, found));
        findings.getLast().printStackTrace(System.out);
        guarded.changed();
      }
      if (seed == first + count / 4) {
        early = heapMiB();
        System.out.printf("seed %d, a quarter of them: heap %d MiB%n", seed, early);
      }
    }
    long late = heapMiB();
    System.out.printf(
        "seeds %d to %d: heap %d MiB, %d findings%n",
        first, first + count - 1, late, findings.size());
    assertThat(findings).isEmpty();
    guarded.assertUnchanged("all that only reads");
    assertThat(late).as("MiB in use, %d after a quarter", early).isLessThan(early + GROWTH_MIB);
  }

  /** MiB in use that no collection of garbage gives back. */
  private static long heapMiB() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, MEMORY.getHeapMemoryUsage().getUsed());
    }
    return least / MEBIBYTE;
  }
}
