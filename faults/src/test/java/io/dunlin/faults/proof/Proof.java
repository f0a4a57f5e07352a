package io.dunlin.faults.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.faults.check.RegisterChecker;
import io.dunlin.faults.load.Load;
import io.dunlin.faults.nemesis.Nemesis;
import io.dunlin.faults.net.Hosts;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A run, and what is asked of it at its end. */
final class Proof {
  /** Collections whose shards have one, two and three copies. */
  static final Load.Size LOAD = new Load.Size(6, 6, 24, 2, List.of(1, 2, 3));

  private Proof() {}

  /** What is done to a cluster. */
  interface Harm {
    void run(Nemesis nemesis, Random random) throws IOException, InterruptedException;
  }

  /** Of this run: given, or new. It is printed. */
  static long seed(String name) {
    long seed = Long.getLong("dunlin.faults.seed", System.nanoTime());
    System.out.printf("%s: -Ddunlin.faults.seed=%d%n", name, seed);
    return seed;
  }

  /** Where the segment store of a run is. */
  static Path store(Path folder) {
    return folder.resolve("store");
  }

  /**
   * Of nodes whose segments are frozen, sealed, merged and stored, and whose logs are trimmed, all
   * the time.
   */
  static Map<String, String> settings(Path folder) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("DUNLIN__SHARD__FREEZE_SIZE", "4 KiB");
    settings.put("DUNLIN__SHARD__EVENT_SIZE", "2 KiB");
    settings.put("DUNLIN__SEGMENT_STORE__TYPE", "folder");
    settings.put(
        "DUNLIN__SEGMENT_STORE__FOLDER", Files.createDirectories(store(folder)).toString());
    return Map.copyOf(settings);
  }

  /** Starts everything, does harm, and asks that all that was seen is possible. */
  static void run(Path folder, TestedCluster.Plan plan, Hosts hosts, long seed, Harm harm)
      throws IOException, InterruptedException {
    Random random = new Random(seed);
    try (TestedCluster cluster = TestedCluster.start(folder, plan, hosts);
        Load load = Load.start(cluster, LOAD, random.nextLong())) {
      Nemesis nemesis = Nemesis.over(cluster, load, random);
      try {
        harm.run(nemesis, random);
      } catch (IOException e) {
        load.stop();
        System.out.println(RegisterChecker.check(load.history()));
        load.complaints().all().forEach(System.out::println);
        throw e;
      }
      System.out.println(nemesis.table());
      verify(load, "seed %d; the logs are in %s".formatted(seed, folder));
    }
  }

  private static void verify(Load load, String where) throws IOException, InterruptedException {
    load.finish();
    System.out.printf("%s; %d observations checked%n", load.told(), load.history().size());
    assertThat(RegisterChecker.check(load.history())).as(where).isEmpty();
    assertThat(load.complaints().all()).as(where).isEmpty();
    assertThat(load.identical().differences()).as(where).isEmpty();
    assertThat(load.identical().compared()).as(where).isPositive();
  }
}
