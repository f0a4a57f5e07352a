package io.dunlin.faults.load;

import io.dunlin.faults.check.IdenticalAnswers;
import io.dunlin.faults.history.History;
import io.dunlin.faults.history.Read;
import io.dunlin.faults.history.Write;
import io.dunlin.faults.process.TestedCluster;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Writers and readers of the same few points, each through whichever node it comes to. */
public final class Load implements AutoCloseable {
  /**
   * @param keys few, so that writes of the same point meet
   */
  public record Size(int writers, int readers, int keys, int shards) {}

  private static final String COLLECTION = "points";

  /** Between two operations of a client; leaves the machine to what is tested. */
  private static final Duration REST = Duration.ofMillis(5);

  /** After one that failed: refusals come fast, and many of them say no more than one. */
  private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(100);

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int DELETES_IN_10 = 2;
  private static final List<Points.Question> QUESTIONS = List.of(Points.Question.values());

  private final TestedCluster cluster;
  private final Size size;
  private final History history = new History();
  private final Complaints complaints = new Complaints();
  private final IdenticalAnswers identical = new IdenticalAnswers();
  private final Points points;
  private final long begin = System.nanoTime();
  private final AtomicLong lastValue = new AtomicLong();
  private final AtomicLong acked = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong failedReads = new AtomicLong();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean over;

  private Load(TestedCluster cluster, Size size) {
    this.cluster = cluster;
    this.size = size;
    this.points = new Points(COLLECTION, size.keys, complaints);
  }

  /** Makes the collection and begins. */
  public static Load start(TestedCluster cluster, Size size, long seed) throws IOException {
    Load load = new Load(cluster, size);
    if (!load.points.create(cluster.rest(0).orElseThrow(), size.shards)) {
      throw new IOException("the collection was not made");
    }
    Random seeds = new Random(seed);
    for (int i = 0; i < size.writers + size.readers; i++) {
      String name = (i < size.writers ? "writer " : "reader ") + i;
      Client client = load.new Client(name, new Random(seeds.nextLong()));
      boolean writes = i < size.writers;
      load.clients.add(Thread.ofVirtual().name(name).start(() -> client.run(writes)));
    }
    return load;
  }

  public History history() {
    return history;
  }

  public Complaints complaints() {
    return complaints;
  }

  public IdenticalAnswers identical() {
    return identical;
  }

  /** The time of its history. */
  public long now() {
    return System.nanoTime() - begin;
  }

  private Set<Long> keys() {
    return LongStream.rangeClosed(1, size.keys).boxed().collect(Collectors.toSet());
  }

  private final class Client {
    private final String name;
    private final Random random;

    private Client(String name, Random random) {
      this.name = name;
      this.random = random;
    }

    private void run(boolean writes) {
      while (!over) {
        int number = random.nextInt(cluster.size());
        Optional<URI> node = cluster.rest(number);
        boolean done =
            node.isPresent() && (writes ? write(number, node.get()) : read(number, node.get()));
        LockSupport.parkNanos((done ? REST : REST_AFTER_FAILURE).toNanos());
      }
    }

    private boolean write(int number, URI node) {
      long key = random.nextLong(1, size.keys + 1);
      boolean delete = random.nextInt(10) < DELETES_IN_10;
      long value = delete ? Write.ABSENT : lastValue.incrementAndGet();
      long sent = now();
      Points.Outcome outcome = delete ? points.delete(node, key) : points.upsert(node, key, value);
      String by = name + " at node " + number;
      switch (outcome) {
        case ACKED -> {
          history.add(new Write(key, value, sent, now(), by));
          acked.incrementAndGet();
        }
        case UNKNOWN -> {
          history.add(new Write(key, value, sent, Write.NEVER, by));
          unknown.incrementAndGet();
        }
        case REFUSED -> {}
      }
      return outcome == Points.Outcome.ACKED;
    }

    private boolean read(int number, URI node) {
      Points.Question question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
      Set<Long> wanted = random.longs(3, 1, size.keys + 1).boxed().collect(Collectors.toSet());
      boolean done = look(node, question, wanted, name + " at node " + number);
      (done ? reads : failedReads).incrementAndGet();
      return done;
    }
  }

  private boolean look(URI node, Points.Question question, Set<Long> wanted, String by) {
    long asked = now();
    Optional<Points.Seen> seen = points.read(node, question, wanted);
    long answered = now();
    seen.ifPresent(there ->
        there
            .values()
            .forEach((key, value) ->
                history.add(
                    new Read(
                        key, value, asked, answered, there.freshness(), by + ", " + question))));
    return seen.isPresent();
  }

  /** Until each node has read all, all has been written, and so many more writes are acked. */
  public Recovery awaitRecovery(int more) throws IOException, InterruptedException {
    long from = System.nanoTime();
    long deadline = from + PATIENCE.toNanos();
    for (int number = 0; number < cluster.size(); number++) {
      while (!looks(number, Points.Question.SCROLL)) {
        check(deadline, "node " + number + " reads nothing");
      }
    }
    Duration untilRead = Duration.ofNanos(System.nanoTime() - from);
    for (long key : keys()) {
      while (!writesOnce(key)) {
        check(deadline, "point " + key + " is not written");
      }
    }
    long wanted = acked.get() + more;
    while (acked.get() < wanted) {
      check(deadline, "writes are not acked");
    }
    return new Recovery(untilRead, Duration.ofNanos(System.nanoTime() - from));
  }

  /**
   * @param untilRead until each node had read every point
   * @param untilWritten until every point had been written too
   */
  public record Recovery(Duration untilRead, Duration untilWritten) {}

  private boolean looks(int number, Points.Question question) {
    return cluster
        .rest(number)
        .map(node -> look(node, question, keys(), "the harness at node " + number))
        .orElse(false);
  }

  private boolean writesOnce(long key) {
    int number = cluster.oldest();
    Optional<URI> node = cluster.rest(number);
    if (node.isEmpty()) {
      return false;
    }
    long value = lastValue.incrementAndGet();
    long sent = now();
    Points.Outcome outcome = points.upsert(node.get(), key, value);
    if (outcome != Points.Outcome.REFUSED) {
      long ack = outcome == Points.Outcome.ACKED ? now() : Write.NEVER;
      history.add(new Write(key, value, sent, ack, "the harness at node " + number));
    }
    return outcome == Points.Outcome.ACKED;
  }

  private void check(long deadline, String why) throws IOException, InterruptedException {
    cluster.relaunchEnded();
    if (System.nanoTime() - deadline > 0) {
      throw new IOException("not recovered after " + PATIENCE + ": " + why);
    }
    LockSupport.parkNanos(REST_AFTER_FAILURE.toNanos());
  }

  /** Ends the clients, then looks at every point through every node in every way. */
  public void finish() throws IOException, InterruptedException {
    close();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int number = 0; number < cluster.size(); number++) {
      for (Points.Question question : Points.Question.values()) {
        while (!looks(number, question)) {
          check(deadline, "node " + number + " reads nothing");
        }
        String asked = question.toString();
        String by = "node " + number;
        cluster
            .rest(number)
            .flatMap(node -> points.text(node, question))
            .ifPresent(answer -> identical.add("the end", asked, answer, by));
      }
    }
  }

  /** What was done so far. */
  public String told() {
    return "%d writes acked, %d not known to be done, %d reads, %d of them not answered"
        .formatted(acked.get(), unknown.get(), reads.get() + failedReads.get(), failedReads.get());
  }

  public long acked() {
    return acked.get();
  }

  @Override
  public void close() {
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
