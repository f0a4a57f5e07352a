package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a collection, each write when the one before is acknowledged, at one node after the
 * other; a write whose outcome is unknown is sent again, elsewhere. So at any moment the collection
 * is what some beginning of these writes makes of it.
 */
final class SequentialWriter implements AutoCloseable {
  private static final int POINTS = 40;
  private static final long PATIENCE_NANOS = 90_000_000_000L;

  /** What is done to a point. */
  enum Kind {
    UPSERT,
    SET_PAYLOAD,
    DELETE
  }

  /**
   * @param number written to the payload, by which the write is known
   * @param kept what a filter on {@code kept} finds
   * @param isNew whether there was no such point
   */
  record Write(int number, int point, Kind kind, boolean kept, boolean isNew) {}

  /**
   * @param vector the number of the write that gave the vector
   * @param number that of the last write
   */
  record Stored(int vector, int number, boolean kept) {}

  private final ClusterCalls calls;
  private final String collection;
  private final SplittableRandom random;
  private final List<Write> sent = new ArrayList<>();
  private final SortedMap<Integer, Stored> state = new TreeMap<>();
  private final Thread thread;
  private volatile int acknowledged;
  private volatile boolean ends;
  private volatile @Nullable Throwable failure;

  SequentialWriter(ClusterCalls calls, String collection, long seed) {
    this.calls = calls;
    this.collection = collection;
    this.random = new SplittableRandom(seed);
    this.thread = Thread.ofVirtual().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!ends) {
        Write write = next();
        send(write);
        acknowledged = write.number() + 1;
      }
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private synchronized Write next() {
    int point = random.nextInt(POINTS);
    Kind kind =
        state.containsKey(point)
            ? Kind.values()[random.nextInt(Kind.values().length)]
            : Kind.UPSERT;
    Write write =
        new Write(sent.size(), point, kind, random.nextBoolean(), !state.containsKey(point));
    sent.add(write);
    apply(write, state);
    return write;
  }

  private static void apply(Write write, SortedMap<Integer, Stored> state) {
    switch (write.kind()) {
      case UPSERT ->
          state.put(write.point(), new Stored(write.number(), write.number(), write.kept()));
      case SET_PAYLOAD ->
          state.computeIfPresent(
              write.point(), (_, old) -> new Stored(old.vector(), write.number(), write.kept()));
      case DELETE -> state.remove(write.point());
    }
  }

  private void send(Write write) throws IOException, InterruptedException {
    long since = System.nanoTime();
    int nodes = calls.cluster().size();
    for (int node = write.number() % nodes; !sent(write, node); node = (node + 1) % nodes) {
      assertThat(System.nanoTime() - since).as("%s", write).isLessThan(PATIENCE_NANOS);
      Thread.sleep(20);
    }
  }

  private boolean sent(Write write, int node) throws IOException {
    if (!calls.cluster().node(node).alive()) {
      return false;
    }
    String at = "/collections/" + collection + "/points";
    String payload = "{'n':%d,'kept':%b}".formatted(write.number(), write.kept());
    RestClient.Answer answer;
    try {
      answer =
          switch (write.kind()) {
            case UPSERT ->
                calls.send(
                    node,
                    "PUT",
                    at + "?wait=true&timeout=10",
                    "{'points':[{'id':%d,'vector':[%d,1],'payload':%s}]}"
                        .formatted(write.point(), write.number(), payload));
            case SET_PAYLOAD ->
                calls.send(
                    node,
                    "POST",
                    at + "/payload?wait=true&timeout=10",
                    "{'points':[%d],'payload':%s}".formatted(write.point(), payload));
            case DELETE ->
                calls.send(
                    node,
                    "POST",
                    at + "/delete?wait=true&timeout=10",
                    "{'points':[%d]}".formatted(write.point()));
          };
    } catch (IOException broken) {
      // The node was killed, or ends.
      return false;
    }
    assertThat(answer.status()).as(answer.body()).isIn(200, 503, 408);
    return answer.status() == 200;
  }

  /** How many of the first writes are acknowledged. */
  int acknowledged() {
    return acknowledged;
  }

  /** All writes so far, the last of them under way. */
  synchronized List<Write> writes() {
    return List.copyOf(sent);
  }

  /** What the first so many writes make of the collection. */
  synchronized SortedMap<Integer, Stored> after(int count) {
    SortedMap<Integer, Stored> then = new TreeMap<>();
    sent.subList(0, count).forEach(write -> apply(write, then));
    return then;
  }

  void awaitMore(int count) throws Exception {
    int enough = acknowledged + count;
    calls.await(
        enough + " writes",
        () -> {
          assertNotFailed();
          return acknowledged >= enough;
        });
  }

  private void assertNotFailed() {
    if (failure != null) {
      throw new AssertionError("a write failed", failure);
    }
  }

  /** Ends with a write that is acknowledged. */
  void end() {
    close();
    assertNotFailed();
  }

  @Override
  public void close() {
    ends = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
