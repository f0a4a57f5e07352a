package io.dunlin.cluster.proof;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes beyond the plain reading and writing of points, on three nodes: each thing is asked of
 * other nodes than those that were told. Every case begins and ends with all nodes there.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFeaturesIT {
  private static final int NODES = 3;
  private static final String KEY = "the-key-of-the-cluster";

  /** A node that waits for a processor is not one that is gone. */
  private static final String PATIENT =
      "-Xmx600m -XX:TieredStopAtLevel=1"
          + " -Dpekko.cluster.failure-detector.acceptable-heartbeat-pause=12s";

  @RegisterExtension static final StartedNodes PROCESSES = new StartedNodes();
  @TempDir static Path folder;
  private static StubReranker reranker;
  private static StartedCluster cluster;

  @BeforeAll
  static void start() throws Exception {
    reranker = new StubReranker();
    cluster =
        new StartedCluster(
            folder,
            PROCESSES,
            NODES,
            Map.of(
                "DUNLIN_JAVA_OPTS",
                PATIENT,
                "DUNLIN__ACCESS__API_KEY",
                KEY,
                "DUNLIN__ACCESS__JWT",
                "on",
                "DUNLIN__RESULT_CACHE__ENABLED",
                "on",
                "DUNLIN__RERANKERS__STUB__URL",
                reranker.url(),
                "DUNLIN__RERANKERS__STUB__DIALECT",
                "tei"));
  }

  @AfterAll
  static void stop() {
    reranker.close();
    cluster.close();
  }

  private static ClusterCalls calls() {
    return new ClusterCalls(cluster);
  }

  @Test
  @Order(1)
  void aModelJudgesWhateverNodeIsAskedAndItsFailuresAreToldAsItsOwn() throws Exception {
    new RerankedQueries(calls(), reranker).run();
  }

  @Test
  @Order(2)
  void answersThatAreKeptAreNeverOld() throws Exception {
    new CachedAnswers(calls()).run();
  }

  @Test
  @Order(3)
  void tenantsSeeNothingOfEachOther() throws Exception {
    new TenantsApart(calls()).run();
  }

  @Test
  @Order(4)
  void anIndexIsChangedAtOneNodeAndTakenBackAtAnother() throws Exception {
    new RebuiltIndex(calls()).run();
  }

  @Test
  @Order(5)
  void snapshotsHaveAllNodesPointsOfOneMoment() throws Exception {
    new SnapshotsUnderWrites(calls(), PROCESSES, folder).run();
  }

  @Test
  @Order(6)
  void aVectorThatIsMadeLateIsTheSameEverywhere() throws Exception {
    new LateVectors(calls()).run();
  }

  @Test
  @Order(7)
  void feedsTellEachChangeOnceWhateverNodesGo() throws Exception {
    new ChangeFeeds(calls()).run();
  }
}
