package io.dunlin.faults.nemesis;

import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** Harm that is done, lasts, and is undone. */
public interface Fault {
  /**
   * Returns when what was stopped or cut is let go. Nodes may have ended: whoever waits for
   * recovery starts them again.
   */
  void strike(TestedCluster cluster, RandomGenerator random)
      throws IOException, InterruptedException;
}
