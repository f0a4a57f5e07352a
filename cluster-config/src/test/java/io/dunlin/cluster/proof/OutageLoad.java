package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A writer that expects to be refused for a while, and a reader that does not. Each write is a
 * point of its own with the version it was last acked with; one that was not acked may be there or
 * not.
 */
final class OutageLoad {
  private static final int POINTS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 429, 503);

  private final RestClient client;
  private final String collection;
  private final ConcurrentMap<Integer, Long> acked = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Long> tried = new ConcurrentHashMap<>();
  private long version;

  OutageLoad(RestClient client, String collection) {
    this.client = client;
    this.collection = "/collections/" + collection;
  }

  /** The same points, through another node. */
  OutageLoad movedTo(RestClient other) {
    OutageLoad moved = new OutageLoad(other, collection.substring("/collections/".length()));
    moved.acked.putAll(acked);
    moved.tried.putAll(tried);
    return moved;
  }

  void create() throws IOException {
    RestClient.Answer answer =
        client.send(
            "PUT",
            collection,
            "{\"vectors\":{\"size\":2,\"distance\":\"Euclid\"},\"shard_number\":2}");
    assertThat(answer.result().asBoolean()).isTrue();
  }

  /** Writes so many times; each has to be acked. */
  void write(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(writeOne().status()).isEqualTo(200);
    }
  }

  private RestClient.Answer writeOne() throws IOException {
    version++;
    int id = (int) (version % POINTS);
    tried.put(id, version);
    RestClient.Answer answer =
        client.send(
            "PUT",
            collection + "/points?wait=true&timeout=5",
            "{\"points\":[{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"version\":%d}}]}"
                .formatted(id, id, version));
    if (answer.status() == 200) {
      acked.put(id, version);
    }
    return answer;
  }

  /** Every point has the version it was last acked with, or the one that was tried after. */
  void verify() throws IOException {
    RestClient.Answer answer =
        client.send(
            "POST",
            collection + "/points/scroll",
            "{\"limit\":%d,\"with_payload\":true}".formatted(POINTS * 2));
    Map<Integer, Long> found = new HashMap<>();
    answer
        .result()
        .path("points")
        .forEach(point ->
            found.put(point.path("id").asInt(), point.path("payload").path("version").asLong()));
    assertThat(found.keySet()).containsAll(acked.keySet());
    found.forEach(
        (id, there) -> assertThat(there).as("point %d", id).isIn(acked.get(id), tried.get(id)));
  }

  Running start() {
    return new Running();
  }

  /** Reads and writes until it is closed. */
  final class Running implements AutoCloseable {
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private volatile @Nullable Throwable failure;
    private volatile boolean over;
    private final Thread writer = Thread.ofVirtual().start(() -> guarded(this::write));
    private final Thread reader = Thread.ofVirtual().start(() -> guarded(this::read));

    private interface Step {
      void run() throws IOException;
    }

    private void guarded(Step step) {
      try {
        while (!over) {
          step.run();
        }
      } catch (IOException | RuntimeException | AssertionError e) {
        failure = e;
      }
    }

    private void write() throws IOException {
      RestClient.Answer answer = writeOne();
      if (answer.status() == 200) {
        done.incrementAndGet();
      } else {
        assertThat(answer.status()).as(answer.body()).isIn(TRY_AGAIN);
        refused.incrementAndGet();
      }
    }

    private void read() throws IOException {
      RestClient.Answer answer =
          client.send("POST", collection + "/points/search", "{\"vector\":[7,0],\"limit\":3}");
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      reads.incrementAndGet();
    }

    int refused() {
      return refused.get();
    }

    long acked() {
      return done.get();
    }

    void awaitAcked(long count) throws InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (done.get() < count && failure == null) {
        assertThat(System.nanoTime()).as("writes go on").isLessThan(deadline);
        Thread.sleep(50);
      }
    }

    @Override
    public void close() {
      over = true;
      try {
        writer.join();
        reader.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertThat(failure).isNull();
      assertThat(reads).hasPositiveValue();
      System.out.printf(
          "OutageLoad: %d writes acked, %d refused, %d reads, none of them failed%n",
          done.get(), refused.get(), reads.get());
    }
  }
}
