package io.dunlin.cluster.proof;

import static io.dunlin.cluster.proof.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Four writers, two over gRPC and two over REST, load a node that is killed with -9 at random
 * moments of loading, freezing, sealing, merging and starting. Whatever was acked is there
 * afterwards, whatever was deleted stays away, and no write is there by half.
 */
final class KilledUnderLoad {
  private static final String COLLECTION = "points";
  private static final int WRITERS = 4;
  private static final int KEYS_PER_WRITER = 800;
  private static final int PAGE = 500;
  private static final long VERSIONS_PER_ROUND = 1_000_000;

  /** So many writes at most are acked in a round before the kill. */
  private static final int MAX_ACKS = 500;

  private static final int MAX_MILLIS_AFTER_ACKS = 50;

  /** About what a start takes, so that a kill meets every part of it. */
  private static final int MAX_START_MILLIS = 3_000;

  /** In one of so many rounds, a start is killed before the loading. */
  private static final int ROUNDS_PER_KILLED_START = 3;

  private static final long PATIENCE_SECONDS = 60;

  private final StartedNodes nodes;
  private final Path data;
  private final Map<String, String> settings;
  private final int rounds;
  private final List<Ledger> ledgers =
      IntStream.range(0, WRITERS).mapToObj(_ -> new Ledger()).toList();
  private final Set<String> sealed = new HashSet<>();
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /**
   * @param settings environment variables of the node
   */
  KilledUnderLoad(StartedNodes nodes, Path data, Map<String, String> settings, int rounds) {
    this.nodes = nodes;
    this.data = data;
    this.settings = settings;
    this.rounds = rounds;
  }

  void run() throws Exception {
    System.out.printf("KilledUnderLoad seed %d%n", seed);
    StartedNode node = nodes.start(data, settings);
    create(node.grpc());
    for (int round = 1; round <= rounds; round++) {
      int acks = random.nextInt(1, MAX_ACKS);
      loadAndKill(node, round, acks);
      if (round % ROUNDS_PER_KILLED_START == 0) {
        StartedNode starting = nodes.launch(data, settings);
        pause(MAX_START_MILLIS);
        starting.kill9();
      }
      node = nodes.start(data, settings);
      int points = verify(node);
      System.out.printf(
          "KilledUnderLoad round %d: killed after %d acks, %d points, %d segments sealed so far%n",
          round, acks, points, countSealed());
    }
    assertThat(countSealed()).as("segments sealed").isGreaterThan(rounds / 2);

    assertThat(
            node.rest()
                .send("POST", "/collections/" + COLLECTION + "/optimize", "{}")
                .result()
                .asBoolean())
        .isTrue();
    verify(node);
    node.stop();
  }

  private static void create(QdrantClient client) {
    VectorParams params =
        VectorParams.newBuilder()
            .setSize(PointState.DIMENSION)
            .setDistance(Distance.Euclid)
            .build();
    get(
        client.createCollectionAsync(
            CreateCollection.newBuilder()
                .setCollectionName(COLLECTION)
                .setShardNumber(2)
                .setVectorsConfig(VectorsConfig.newBuilder().setParams(params))
                .build()));
  }

  private void loadAndKill(StartedNode node, int round, int acks) throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    CountDownLatch acked = new CountDownLatch(acks);
    List<Future<?>> loads = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
      for (int writer = 0; writer < WRITERS; writer++) {
        loads.add(
            threads.submit(
                new RandomLoad(
                    writer % 2 == 0
                        ? new GrpcPointWriter(node.grpc(), COLLECTION)
                        : new RestPointWriter(node.rest(), COLLECTION),
                    ledgers.get(writer),
                    (long) writer * KEYS_PER_WRITER,
                    KEYS_PER_WRITER,
                    round * VERSIONS_PER_ROUND,
                    new Random(random.nextLong()),
                    acked,
                    killed)));
      }
      boolean loaded = acked.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      pause(MAX_MILLIS_AFTER_ACKS);
      killed.set(true);
      node.kill9();
      loads.forEach(Answers::get);
      assertThat(loaded).as("%d writes were acked in time", acks).isTrue();
    }
  }

  /** Segments that were found in files after any of the kills. */
  private int countSealed() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("segments"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".seg"))
          .forEach(sealed::add);
    }
    return sealed.size();
  }

  /** Up to so long: the moment of a kill is left to chance. */
  private void pause(int maxMillis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(maxMillis)));
  }

  /** Compares all points with the ledgers; returns how many there are. */
  private int verify(StartedNode node) throws IOException {
    Map<Long, PointState> found = new HashMap<>();
    ScrollPoints.Builder next =
        ScrollPoints.newBuilder()
            .setCollectionName(COLLECTION)
            .setLimit(PAGE)
            .setWithPayload(WithPayloadSelectorFactory.enable(true))
            .setWithVectors(WithVectorsSelectorFactory.enable(true));
    ScrollResponse page;
    do {
      page = get(node.grpc().scrollAsync(next.build()));
      for (RetrievedPoint point : page.getResultList()) {
        long key = PointState.key(point.getId());
        assertThat(found.put(key, state(key, point))).as("seen twice: %d", key).isNull();
      }
      next.setOffset(page.getNextPageOffset());
    } while (page.hasNextPageOffset());

    int points = found.size();
    for (long key = 0; key < (long) WRITERS * KEYS_PER_WRITER; key++) {
      ledgers
          .get((int) (key / KEYS_PER_WRITER))
          .settle(key, Optional.ofNullable(found.remove(key)));
    }
    assertThat(found).as("points that nobody wrote").isEmpty();
    return points;
  }

  private static long integer(Map<String, Value> payload, String key) {
    return payload.getOrDefault(key, Value.getDefaultInstance()).getIntegerValue();
  }

  /** What a point says it is, its vector being of the same write. */
  private static PointState state(long key, RetrievedPoint point) {
    Map<String, Value> payload = point.getPayloadMap();
    PointState state =
        new PointState(
            integer(payload, "version"),
            payload.containsKey("note") ? integer(payload, "note") : PointState.NO_NOTE);
    float[] vector = Floats.toArray(point.getVectors().getVector().getDense().getDataList());
    assertThat(state.hasVector(key, vector))
        .as("the vector of point %d belongs to its payload %s", key, payload)
        .isTrue();
    return state;
  }
}
