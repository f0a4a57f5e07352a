package io.dunlin.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool against sorting all that was ever offered. */
class CandidatePoolProperties {
  private static final long SEED = 20_261_128;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 56, 1_000})
  void theBestOfAllOfferedAreKept(int wanted) {
    SplittableRandom random = new SplittableRandom(SEED + wanted);
    CandidatePool pool = new CandidatePool();
    for (int round = 0; round < 200; round++) {
      int offered = random.nextInt(1, 5 * wanted + 100);
      int different = random.nextInt(1, 2_000);
      float[] scores = new float[offered];
      pool.reset(wanted);
      for (int row = 0; row < offered; row++) {
        scores[row] = (random.nextInt(different) - different / 2) / 3f;
        pool.reserve(1);
        pool.offer(scores[row], row);
        if (random.nextInt(20) == 0) {
          pool.tighten();
        }
      }
      pool.keepBest();
      long[] kept = Arrays.copyOf(pool.entries(), pool.size());
      long[] expected =
          best(
              IntStream.range(0, offered).mapToLong(row -> ScoredRow.of(scores[row], row)), wanted);
      Arrays.sort(kept);
      assertThat(kept).as("wanted %d, seed %d", wanted, SEED).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 64, 65, 500})
  void theBestAreSelectedAndNoneIsLost(int size) {
    SplittableRandom random = new SplittableRandom(SEED + size);
    CandidatePool pool = new CandidatePool();
    for (int round = 0; round < 300; round++) {
      pool.reset(1);
      pool.reserve(size);
      for (int row = 0; row < size; row++) {
        pool.offer(random.nextInt(-50, 50), row);
      }
      int from = random.nextInt(size);
      int count = 1 + random.nextInt(size - from);
      long[] before = Arrays.copyOf(pool.entries(), size);
      long[] rest = Arrays.copyOfRange(before, from, size);
      long[] expected = best(LongStream.of(rest), count);
      assertThat(pool.select(from, count)).isEqualTo(expected[0]);
      long[] after = Arrays.copyOf(pool.entries(), size);
      assertThat(Arrays.copyOf(after, from)).isEqualTo(Arrays.copyOf(before, from));
      assertThat(best(LongStream.of(after).skip(from).limit(count), count))
          .as("%d of %d from %d, seed %d", count, size, from, SEED)
          .isEqualTo(expected);
      assertThat(best(LongStream.of(after), size)).isEqualTo(best(LongStream.of(before), size));
    }
  }

  /** Ascending. */
  private static long[] best(LongStream entries, int count) {
    long[] sorted = entries.sorted().toArray();
    return Arrays.copyOfRange(sorted, Math.max(0, sorted.length - count), sorted.length);
  }
}
