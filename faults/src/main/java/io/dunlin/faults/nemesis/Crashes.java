package io.dunlin.faults.nemesis;

import io.dunlin.faults.process.NodeProcess;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Nodes that halt at a step of their own. */
public final class Crashes {
  /** How a node ends that halts at a step. */
  private static final int CRASHED = 86;

  /** Steps that come by themselves have come by then. */
  private static final Duration LEFT_ALONE = Duration.ofSeconds(15);

  private static final Duration PROVOKED_FOR = Duration.ofSeconds(10);
  private static final int MOST_PROVOCATIONS = 12;

  private Crashes() {}

  /**
   * A node is started anew and halts at a step of its own: see {@code CrashPoint}. Until it does,
   * the others are killed and started again in turn, so that it takes over what they had, the
   * catalog included, and gives back what they should have.
   *
   * @param times how often the step is reached first
   */
  public static Fault at(Victim victim, String step, int times) {
    return (cluster, random) -> {
      int node = victim.choose(cluster, random);
      String option = "-Ddunlin.crash-at=%s:%d".formatted(step, times);
      cluster.kill(node);
      cluster.relaunch(node, option);
      provoke(cluster, node);
      // The others may have given it up before it came to that.
      for (int more = 0; more < 2 && cluster.node(node).awaitEnd() != CRASHED; more++) {
        cluster.relaunchEnded(List.of(node));
        cluster.relaunch(node, option);
        provoke(cluster, node);
      }
      int code = cluster.node(node).awaitEnd();
      if (code != CRASHED) {
        throw new IOException("it did not halt at " + step + " but ended with " + code);
      }
      cluster.kill(node);
      cluster.relaunch(node);
    };
  }

  private static void provoke(TestedCluster cluster, int node)
      throws IOException, InterruptedException {
    NodeProcess victim = cluster.node(node);
    boolean ended =
        victim.endsUntil(() -> victim.rest().isPresent()) || victim.endsWithin(LEFT_ALONE);
    for (int round = 1; !ended; round++) {
      int other = (node + round) % cluster.size();
      if (other == node) {
        continue;
      }
      if (round > MOST_PROVOCATIONS) {
        throw new IOException("a node did not come to the step where it was to halt");
      }
      cluster.relaunchEnded(List.of(node));
      cluster.kill(other);
      ended = victim.endsWithin(PROVOKED_FOR);
      cluster.relaunch(other);
      ended = ended || victim.endsUntil(() -> cluster.rest(other).isPresent());
      ended = ended || victim.endsWithin(PROVOKED_FOR);
    }
  }
}
