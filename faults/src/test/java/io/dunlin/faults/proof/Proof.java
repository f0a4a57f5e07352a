package io.dunlin.faults.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.faults.check.RegisterChecker;
import io.dunlin.faults.load.Load;
import java.io.IOException;
import java.util.Map;

/** A run, and what is asked of it at its end. */
final class Proof {
  // So that segments are frozen, sealed and merged all the time.
  static final Map<String, String> SETTINGS =
      Map.of("DUNLIN__SHARD__FREEZE_SIZE", "32 KiB", "DUNLIN__SHARD__EVENT_SIZE", "8 KiB");

  static final Load.Size LOAD = new Load.Size(4, 3, 24, 6);

  private Proof() {}

  /** Of this run: given, or new. It is printed. */
  static long seed(String name) {
    long seed = Long.getLong("dunlin.faults.seed", System.nanoTime());
    System.out.printf("%s: -Ddunlin.faults.seed=%d%n", name, seed);
    return seed;
  }

  /** Ends the load; then everything that was seen has to be possible. */
  static void verify(Load load, long seed) throws IOException, InterruptedException {
    load.finish();
    System.out.printf("%s; %d observations checked%n", load.told(), load.history().size());
    assertThat(RegisterChecker.check(load.history())).as("seed %d", seed).isEmpty();
    assertThat(load.complaints().all()).as("seed %d", seed).isEmpty();
    assertThat(load.identical().differences()).as("seed %d", seed).isEmpty();
  }
}
