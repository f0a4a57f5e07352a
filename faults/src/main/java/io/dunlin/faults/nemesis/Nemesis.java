package io.dunlin.faults.nemesis;

import io.dunlin.faults.load.Load;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Strikes, waits until the cluster has recovered, and tells how it went. */
public final class Nemesis {
  private static final int ACKS_BETWEEN = 50;

  private final TestedCluster cluster;
  private final Load load;
  private final Random random;

  public Nemesis(TestedCluster cluster, Load load, Random random) {
    this.cluster = cluster;
    this.load = load;
    this.random = random;
  }

  /**
   * @throws IOException when the cluster does not recover
   */
  public void strike(String name, Fault fault) throws IOException, InterruptedException {
    long from = load.now();
    long ackedBefore = load.acked();
    fault.strike(cluster, random);
    Duration lasted = Duration.ofNanos(load.now() - from);
    long ackedMeanwhile = load.acked() - ackedBefore;
    Load.Recovery recovery = load.awaitRecovery(ACKS_BETWEEN);
    System.out.printf(
        "%7.1f s  %-44s lasted %6.1f s, %d acked meanwhile; then read everywhere after %.1f s,"
            + " written after %.1f s%n",
        seconds(Duration.ofNanos(from)),
        name,
        seconds(lasted),
        ackedMeanwhile,
        seconds(recovery.untilRead()),
        seconds(recovery.untilWritten()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
