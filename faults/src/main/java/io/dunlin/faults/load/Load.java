package io.dunlin.faults.load;

import io.dunlin.faults.check.IdenticalAnswers;
import io.dunlin.faults.history.Freshness;
import io.dunlin.faults.history.History;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writers and readers of the same few points, each through whichever node it comes to. */
public final class Load implements AutoCloseable {
  /**
   * @param keys few, so that writes of the same point meet
   * @param shards of each collection
   * @param copies of each shard, for each collection; points are spread among them
   */
  public record Size(int writers, int readers, int keys, int shards, List<Integer> copies) {}

  /** Between two operations of a client; leaves the machine to what is tested. */
  private static final Duration REST = Duration.ofMillis(5);

  /** After one that failed: refusals come fast, and many of them say no more than one. */
  private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final TestedCluster cluster;
  private final Complaints complaints = new Complaints();
  private final Register register;
  private final List<Points> collections = new ArrayList<>();
  private final Turnover turnover;
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean over;

  private Load(TestedCluster cluster, Size size, Random seeds) {
    this.cluster = cluster;
    // Where there are several nodes a shard that moves has two copies for a while.
    this.register =
        new Register(
            cluster.size() == 1 ? new Freshness.Latest() : new Freshness.Acked(), complaints);
    for (int i = 0; i < size.copies.size(); i++) {
      int number = i;
      Set<Long> keys =
          LongStream.rangeClosed(1, size.keys)
              .filter(key -> key % size.copies.size() == number)
              .boxed()
              .collect(Collectors.toSet());
      collections.add(new Points("points-" + i, keys, size.copies.get(i), complaints));
    }
    this.turnover =
        new Turnover(cluster, register, complaints, size.keys, new Random(seeds.nextLong()));
  }

  /** Makes the collections and begins. */
  public static Load start(TestedCluster cluster, Size size, long seed) throws IOException {
    Random seeds = new Random(seed);
    Load load = new Load(cluster, size, seeds);
    for (Points points : load.collections) {
      if (!points.create(cluster.rest(0).orElseThrow(), size.shards)) {
        throw new IOException("a collection was not made; see " + cluster.log("node-0"));
      }
    }
    for (int i = 0; i < size.writers + size.readers; i++) {
      boolean writes = i < size.writers;
      String name = (writes ? "writer " : "reader ") + i;
      Random random = new Random(seeds.nextLong());
      load.clients.add(Thread.ofVirtual().name(name).start(() -> load.run(name, writes, random)));
    }
    load.clients.add(
        Thread.ofVirtual().name("turnover").start(() -> load.turnover.run(() -> load.over)));
    return load;
  }

  private void run(String name, boolean writes, Random random) {
    Client client = new Client(name, random, register);
    while (!over) {
      Points points = collections.get(random.nextInt(collections.size()));
      boolean done = client.operate(cluster, points, writes);
      LockSupport.parkNanos((done ? REST : REST_AFTER_FAILURE).toNanos());
    }
  }

  public History history() {
    return register.history();
  }

  public Complaints complaints() {
    return complaints;
  }

  public IdenticalAnswers identical() {
    return register.identical();
  }

  /** The time of its history. */
  public long now() {
    return register.now();
  }

  public long acked() {
    return register.acked();
  }

  /** What was done so far. */
  public String told() {
    return register.told() + ", " + turnover.told();
  }

  /** From now on answers may be old. */
  public void expectHarm() {
    register.peace().end();
  }

  /**
   * Until each node has read all from copies that have everything, all has been written, a
   * collection has been made, and so many more writes are acked. From then on no answer may be old.
   */
  public Recovery awaitRecovery(int more) throws IOException, InterruptedException {
    long from = System.nanoTime();
    long deadline = from + PATIENCE.toNanos();
    for (int number = 0; number < cluster.size(); number++) {
      for (Points points : collections) {
        while (!readsAll(number, points)) {
          check(deadline, "node %d does not read all copies of %s".formatted(number, points));
        }
      }
    }
    Duration untilRead = Duration.ofNanos(System.nanoTime() - from);
    for (Points points : collections) {
      for (long key : points.keys()) {
        while (!writesOnce(points, key)) {
          check(deadline, "point " + key + " is not written");
        }
      }
    }
    Duration untilWritten = Duration.ofNanos(System.nanoTime() - from);
    // One that was made in the midst of harm need not have recovered with the others.
    int made = turnover.made();
    while (turnover.made() == made) {
      check(deadline, "no collection is made");
    }
    register.peace().begin(now());
    long wanted = acked() + more;
    while (acked() < wanted) {
      check(deadline, "writes are not acked");
    }
    return new Recovery(untilRead, untilWritten);
  }

  /**
   * @param untilRead until each node had read every point of every copy
   * @param untilWritten until every point had been written too
   */
  public record Recovery(Duration untilRead, Duration untilWritten) {}

  private boolean readsAll(int number, Points points) {
    return looks(number, points, Points.Question.SCROLL, Terms.ALL);
  }

  private boolean looks(int number, Points points, Points.Question question, Terms terms) {
    return cluster
        .rest(number)
        .map(node ->
            register.look(
                node,
                points,
                new Register.Asking(question, points.keys(), terms, new Session()),
                "the harness at node " + number))
        .orElse(false);
  }

  private boolean writesOnce(Points points, long key) {
    int number = cluster.oldest();
    Optional<URI> node = cluster.rest(number);
    return node.isPresent()
        && register
            .write(node.get(), points, key, false, new Session(), "the harness at node " + number)
            .isPresent();
  }

  private void check(long deadline, String why) throws IOException, InterruptedException {
    cluster.relaunchEnded();
    if (System.nanoTime() - deadline > 0) {
      throw new IOException("not recovered after %s: %s".formatted(PATIENCE, why));
    }
    LockSupport.parkNanos(REST_AFTER_FAILURE.toNanos());
  }

  /**
   * Ends the clients, then looks at every point through every node in every way. A node that has a
   * copy in sync answers from it, and all are in sync when an answer of all comes.
   */
  public void finish() throws IOException, InterruptedException {
    stop();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int number = 0; number < cluster.size(); number++) {
      for (Points points : collections) {
        while (!readsAll(number, points)) {
          check(deadline, "node %d does not read all copies of %s".formatted(number, points));
        }
        for (Points.Question question : Points.Question.values()) {
          while (!looks(number, points, question, Terms.POSITION)) {
            check(deadline, "node " + number + " reads nothing");
          }
        }
      }
    }
    for (Points points : turnover.there()) {
      for (int number = 0; number < cluster.size(); number++) {
        while (!readsAll(number, points)) {
          check(deadline, "node %d does not read all copies of %s".formatted(number, points));
        }
      }
    }
    while (!turnover.drop()) {
      check(deadline, "a collection is not dropped");
    }
    for (int number = 0; number < cluster.size(); number++) {
      while (!turnover.isGoneAt(number)) {
        check(deadline, "node %d does not say that a collection is gone".formatted(number));
      }
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Ends the clients; returns when they have written down what they were told last. */
  public void stop() {
    over = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
