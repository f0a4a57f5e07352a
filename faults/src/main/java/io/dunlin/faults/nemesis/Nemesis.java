package io.dunlin.faults.nemesis;

import io.dunlin.faults.load.Load;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Strikes, waits until the cluster has recovered, and tells how it went. */
public final class Nemesis {
  private static final int ACKS_BETWEEN = 100;

  private final TestedCluster cluster;
  private final Load load;
  private final Random random;
  private final Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();

  /** Of one fault, once. */
  private record Outcome(
      Duration lasted, long ackedMeanwhile, Load.Recovery recovery, int nodesEnded) {}

  private Nemesis(TestedCluster cluster, Load load, Random random) {
    this.cluster = cluster;
    this.load = load;
    this.random = random;
  }

  /** Of a cluster that runs as it should. */
  public static Nemesis over(TestedCluster cluster, Load load, Random random)
      throws IOException, InterruptedException {
    Load.Recovery _ = load.awaitRecovery(ACKS_BETWEEN);
    return new Nemesis(cluster, load, random);
  }

  /**
   * @throws IOException when the cluster does not recover
   */
  public void strike(String name, Fault fault) throws IOException, InterruptedException {
    load.expectHarm();
    long from = load.now();
    long ackedBefore = load.acked();
    int endedBefore = cluster.ended();
    try {
      fault.strike(cluster, random);
      Duration lasted = Duration.ofNanos(load.now() - from);
      long ackedMeanwhile = load.acked() - ackedBefore;
      Load.Recovery recovery = load.awaitRecovery(ACKS_BETWEEN);
      Outcome outcome =
          new Outcome(lasted, ackedMeanwhile, recovery, cluster.ended() - endedBefore);
      outcomes.computeIfAbsent(name, _ -> new ArrayList<>()).add(outcome);
      tell(from, name, outcome);
    } catch (IOException e) {
      throw new IOException(
          "%s, at %.1f s: %s; see the logs in %s"
              .formatted(name, from / 1e9, e.getMessage(), cluster.folder()),
          e);
    }
  }

  private static void tell(long from, String name, Outcome outcome) {
    System.out.printf(
        "%7.1f s  %-44s lasted %6.1f s, %d acked meanwhile; then read everywhere after %.1f s,"
            + " written after %.1f s; %d nodes ended themselves%n",
        from / 1e9,
        name,
        seconds(outcome.lasted),
        outcome.ackedMeanwhile,
        seconds(outcome.recovery.untilRead()),
        seconds(outcome.recovery.untilWritten()),
        outcome.nodesEnded);
  }

  /** All outcomes as a table of Markdown, a line for each fault. */
  public String table() {
    StringBuilder table =
        new StringBuilder(
            """
            | fault | times | lasted, s | acked meanwhile | copies in sync after, s | written after, s | nodes that ended themselves |
            |---|---|---|---|---|---|---|
            """);
    outcomes.forEach((name, all) ->
        table.append(
            "| %s | %d | %.0f | %d | %.1f | %.1f | %d |%n"
                .formatted(
                    name,
                    all.size(),
                    all.stream().mapToDouble(one -> seconds(one.lasted)).max().orElseThrow(),
                    all.stream().mapToLong(Outcome::ackedMeanwhile).sum(),
                    all.stream()
                        .mapToDouble(one -> seconds(one.recovery.untilRead()))
                        .max()
                        .orElseThrow(),
                    all.stream()
                        .mapToDouble(one -> seconds(one.recovery.untilWritten()))
                        .max()
                        .orElseThrow(),
                    all.stream().mapToInt(Outcome::nodesEnded).sum())));
    return table.toString();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
