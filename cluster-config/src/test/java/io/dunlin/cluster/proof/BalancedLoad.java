package io.dunlin.cluster.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients behind a balancer, which passes over nodes that accept no connection. They do again, once
 * and at the next node, what failed. Each writer has points of its own, whose last acked version it
 * knows and reads back.
 */
final class BalancedLoad implements AutoCloseable {
  private static final int POINTS = 100;

  /** A point's last write that was acknowledged. */
  private record Written(long version, long ackedAt) {}

  private final String name;
  private final String collection;
  private final AtomicReferenceArray<RestClient> nodes;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<String> refusedReads = new CopyOnWriteArrayList<>();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private final AtomicInteger stale = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private volatile boolean over;

  /** The name tells the writes of this load from those of another. */
  BalancedLoad(String name, String collection, List<RestClient> nodes) {
    this.name = name;
    this.collection = "/collections/" + collection;
    this.nodes = new AtomicReferenceArray<>(nodes.toArray(RestClient[]::new));
  }

  /** A node that has other ports now. */
  void replace(int number, RestClient node) {
    nodes.set(number, node);
  }

  /** Writers and searchers, so many of each, from now on. */
  void start(int clients, long seed) {
    for (int client = 0; client < clients; client++) {
      Random random = new Random(seed + client);
      int first = client * POINTS;
      threads.add(Thread.ofVirtual().start(() -> guarded(() -> write(first, random))));
      threads.add(Thread.ofVirtual().start(() -> guarded(() -> search(random))));
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | AssertionError e) {
      failures.add(e.toString());
    }
  }

  private void write(int first, Random random) {
    Map<Integer, Written> acked = new HashMap<>();
    for (long version = 1; !over; version++) {
      int id = first + random.nextInt(POINTS);
      String body =
          "{\"points\":[{\"id\":%d,\"vector\":[%d,0],\"payload\":{\"version\":%d,\"load\":\"%s\"}}]}"
              .formatted(id, id, version, name);
      RestClient.Answer answer =
          send(random, "PUT", collection + "/points?wait=true&timeout=5", body);
      writes.incrementAndGet();
      if (answer.status() == 200) {
        acked.put(id, new Written(version, System.nanoTime()));
      } else {
        acked.remove(id);
      }
      int other = first + random.nextInt(POINTS);
      Written last = acked.get(other);
      if (last != null) {
        readBack(random, other, last);
      }
    }
  }

  private void readBack(Random random, int id, Written last) {
    long begin = System.nanoTime();
    RestClient.Answer answer = read(random, "GET", "/points/" + id, "");
    if (answer.status() == 200) {
      JsonNode found = answer.result().path("payload");
      boolean isLast =
          found.path("version").asLong() == last.version
              && found.path("load").asText().equals(name);
      if (!isLast && begin - last.ackedAt >= staleNanos(answer)) {
        failures.add(
            "point %d: version %d of load %s was acked %d ms before; read was %s, then %s"
                .formatted(
                    id,
                    last.version,
                    name,
                    (begin - last.ackedAt) / 1_000_000,
                    answer,
                    readEverywhere(id)));
      }
    }
  }

  /** What was acknowledged in that time before it was asked may not be in the answer. */
  private static long staleNanos(RestClient.Answer answer) {
    return RestClient.parse(answer.body()).path("stale_ms").asLong() * 1_000_000;
  }

  /**
   * What each node says of the point, at once and a second later: whether it was lost, or only not
   * seen.
   */
  private List<RestClient.Answer> readEverywhere(int id) {
    List<RestClient.Answer> answers = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int node = 0; node < nodes.length(); node++) {
        answers.add(once(node, "GET", collection + "/points/" + id, ""));
      }
      LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    }
    return answers;
  }

  private void search(Random random) {
    while (!over) {
      read(random, "POST", "/points/search?timeout=5", "{\"vector\":[7,0],\"limit\":3}");
    }
  }

  private RestClient.Answer read(Random random, String method, String path, String body) {
    reads.incrementAndGet();
    return send(random, method, collection + path, body);
  }

  /** The answer of the first node, or of the next when that failed. */
  private RestClient.Answer send(Random random, String method, String path, String body) {
    int node = random.nextInt(nodes.length());
    long begin = System.nanoTime();
    RestClient.Answer first = once(node, method, path, body);
    RestClient.Answer answer = first;
    if (first.status() != 200) {
      again.incrementAndGet();
      boolean isRead = !method.equals("PUT");
      if (isRead && first.status() > 0) {
        refusedReads.add(path + ": " + first);
      }
      answer = once(node + 1, method, path, body);
      if (answer.status() != 200) {
        failures.add("%s %s: %s, then %s".formatted(method, path, first, answer));
      }
    }
    if (answer.body().contains("\"stale_ms\"")) {
      stale.incrementAndGet();
    }
    slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
    return answer;
  }

  /** By that node, or the first after it that can be reached. Status 0 when no answer came. */
  private RestClient.Answer once(int first, String method, String path, String body) {
    IOException refused = new IOException("no node");
    for (int node = first; node < first + nodes.length(); node++) {
      try {
        return nodes.get(node % nodes.length()).send(method, path, body);
      } catch (ConnectException e) {
        refused = e;
      } catch (IOException e) {
        refused = e;
        break;
      }
    }
    return new RestClient.Answer(0, refused.toString());
  }

  int writes() {
    return writes.get();
  }

  /** Waits until so many more writes are done. */
  void awaitWrites(int more) throws InterruptedException {
    int until = writes.get() + more;
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (writes.get() < until) {
      assertThat(System.nanoTime()).as("writes go on").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  /** Ends the load; nothing may have failed twice, and no node have refused a read. */
  @Override
  public void close() {
    over = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    System.out.printf(
        "BalancedLoad: %d writes, %d reads, %d of both done again, %d old answers, slowest %.2f s%n",
        writes.get(), reads.get(), again.get(), stale.get(), slowest.get() / 1e9);
    assertThat(failures).as("failed although done again").isEmpty();
    assertThat(refusedReads).as("reads that a node refused").isEmpty();
  }
}
