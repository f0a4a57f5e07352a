package io.dunlin.cluster.proof;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A node on the embedded journal that is killed with -9 again and again. */
class DurabilityIT {
  private static final int ROUNDS = 12;

  // So that every round freezes, seals and merges many times over. The second compiler would only
  // make the starts slower: no process lives long.
  static final Map<String, String> SMALL =
      Map.of(
          "DUNLIN__SHARD__FREEZE_SIZE", "32 KiB",
          "DUNLIN__SHARD__EVENT_SIZE", "8 KiB",
          "DUNLIN_JAVA_OPTS", "-Xmx1g -XX:TieredStopAtLevel=1");

  @RegisterExtension final StartedNodes nodes = new StartedNodes();
  @TempDir Path data;

  @Test
  void nothingAckedIsLostAndNothingIsHalf() throws Exception {
    new KilledUnderLoad(nodes, data, SMALL, ROUNDS).run();
  }
}
