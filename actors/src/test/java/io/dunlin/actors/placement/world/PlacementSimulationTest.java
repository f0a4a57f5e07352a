package io.dunlin.actors.placement.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Worlds from seeds. {@code -Ddunlin.seed=n} runs one, {@code -Ddunlin.runs=n} as many as asked
 * for, and {@code -Ddunlin.steps=n} each for longer.
 */
class PlacementSimulationTest {
  private static final int STEPS = Integer.getInteger("dunlin.steps", 2000);
  private static final int FEW_STEPS = 1000;
  private static final int TRIES = 40;

  static LongStream seeds() {
    Optional<Long> one = Optional.ofNullable(Long.getLong("dunlin.seed"));
    return one.map(LongStream::of)
        .orElseGet(() -> LongStream.rangeClosed(1, Long.getLong("dunlin.runs", 5)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostAndAllGetsWell(long seed) {
    System.out.println("seed " + seed);
    PlacementSimulation simulation = new PlacementSimulation(seed, STEPS, Sabotage.NONE);
    simulation.run();
    System.out.println(simulation.summary());
  }

  @Test
  void theSameSeedIsTheSameWorld() {
    PlacementSimulation one = new PlacementSimulation(7, 200, Sabotage.NONE);
    PlacementSimulation other = new PlacementSimulation(7, 200, Sabotage.NONE);
    one.run();
    other.run();
    assertThat(one.summary()).isEqualTo(other.summary());
  }

  @ParameterizedTest
  @CsvSource({
    "ACK_WITHOUT_SESSION, an ack of an epoch that is over",
    "EPOCHS_UNCHAINED, a copy in sync has what a replay does not give",
    "TWO_COPIES_ON_A_NODE, two copies of a shard on one node",
    "KEEP_SILENT_IN_SYNC, a copy in sync lacks an acked write",
    "IGNORE_OLD_LEASES, a copy in sync lacks an acked write",
    "CLOCKS_STOP, an ack of an epoch that is over|a copy in sync lacks an acked write",
  })
  void whatIsBrokenOnPurposeIsSeen(Sabotage sabotage, String rule) {
    for (long seed = 1; seed <= TRIES; seed++) {
      try {
        new PlacementSimulation(seed, FEW_STEPS, sabotage).run();
      } catch (AssertionError seen) {
        System.out.println("seed " + seed + ": " + sabotage);
        assertThat(seen.getMessage()).containsPattern(rule);
        return;
      }
    }
    throw new AssertionError("nothing was seen of " + sabotage + " in " + TRIES + " worlds");
  }
}
