package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.cluster.proof.ChangeFeed.Told;
import io.dunlin.v1.ChangesRequest;
import io.qdrant.client.ConditionFactory;
import io.qdrant.client.grpc.Common.Filter;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Feeds over both APIs tell each write once and in order, though they read shards of other nodes,
 * go on at other nodes, and the node that led some of the shards is killed.
 */
record ChangeFeeds(ClusterCalls calls) {
  private static final String COLLECTION = "changing";

  /** In a path; the text stands for {@code kept == true}. */
  private static final String FILTER = "&filter=kept+%3D%3D+true&heartbeat_ms=200";

  private static final ChangesRequest.Beginning BEGINNING =
      ChangesRequest.Beginning.getDefaultInstance();

  void run() throws Exception {
    calls.create(
        1,
        COLLECTION,
        "{'vectors':{'size':2,'distance':'Dot'},'shard_number':4,'replication_factor':2}");
    long seed = System.nanoTime();
    System.out.println("ChangeFeeds: seed " + seed);
    try (SequentialWriter writer = new SequentialWriter(calls, COLLECTION, seed);
        FeedReader moving = new FeedReader();
        FeedReader staying = new FeedReader()) {
      moving.read(overGrpc(0, ChangesRequest.newBuilder().setBeginning(BEGINNING)));
      staying.read(overHttp(2, ""));
      writer.start();
      writer.awaitMore(50);
      calls.await("something told", () -> moving.size() > 10);
      calls.cluster().node(0).kill9();
      writer.awaitMore(30);
      moving.read(overHttp(1, moving.stop()));
      int told = moving.size();
      writer.awaitMore(50);
      calls.await("more told", () -> moving.size() > told);
      String token = moving.stop();
      var _ = calls.cluster().restart(0);
      writer.awaitMore(50);
      moving.read(overGrpc(0, ChangesRequest.newBuilder().setToken(token)));
      calls.cluster().awaitMembers(3);
      writer.awaitMore(50);
      writer.end();
      for (FeedReader reader : new FeedReader[] {moving, staying}) {
        assertToldAll(reader, writer);
      }
      assertPresent(writer);
    }
  }

  private ChangeFeed overGrpc(int node, ChangesRequest.Builder request) {
    return new GrpcChangeFeed(
        calls.cluster().node(node),
        request
            .setCollectionName(COLLECTION)
            .setFilter(Filter.newBuilder().addMust(ConditionFactory.match("kept", true)))
            .setHeartbeatMs(200)
            .build());
  }

  private ChangeFeed overHttp(int node, String after) throws Exception {
    return new SseChangeFeed(
        calls.cluster().node(node), COLLECTION, "start=beginning" + FILTER, after);
  }

  private void assertToldAll(FeedReader reader, SequentialWriter writer) throws Exception {
    var expected = FeedReader.expected(writer.writes());
    try {
      calls.await("all told", () -> reader.told().equals(expected));
    } catch (AssertionError _) {
      assertThat(reader.told()).isEqualTo(expected);
    }
    assertThat(reader.faults()).isEmpty();
  }

  /** A feed that begins with the points that are there tells just these. */
  private void assertPresent(SequentialWriter writer) throws Exception {
    SortedMap<Integer, Integer> kept =
        writer.after(writer.acknowledged()).entrySet().stream()
            .filter(point -> point.getValue().kept())
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    point -> point.getValue().number(),
                    (_, _) -> {
                      throw new AssertionError("a point that is there twice");
                    },
                    TreeMap::new));
    ChangesRequest.Present present = ChangesRequest.Present.getDefaultInstance();
    try (ChangeFeed feed = overGrpc(1, ChangesRequest.newBuilder().setPresent(present))) {
      SortedMap<Integer, Integer> told = new TreeMap<>();
      while (told.size() < kept.size()) {
        for (Told point : feed.next().points()) {
          assertThat(told.put(point.point(), point.number())).as("told twice").isNull();
        }
      }
      assertThat(told).isEqualTo(kept);
    }
  }
}
