package io.dunlin.faults.load;

import io.dunlin.faults.process.TestedCluster;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Makes a collection, writes and reads its points and drops it, again and again under one name,
 * each request through another node. From the ack of a request that makes it until one that drops
 * it is sent, no node may say that there is none; from the ack of that one until the next is made,
 * none may answer for it as if nothing had happened; and no point of one may ever be seen in the
 * next. One thread at a time uses it.
 */
final class Turnover {
  private static final int SHARDS = 2;
  private static final int COPIES = 2;
  private static final int KEYS_OF_EACH = 4;
  private static final int OPERATIONS_OF_EACH = 16;
  private static final Duration REST = Duration.ofMillis(50);
  private static final Duration REST_AFTER_FAILURE = Duration.ofMillis(200);

  private enum State {
    GONE,
    /** What was asked for may have been done, or may be yet. */
    UNKNOWN,
    THERE
  }

  private final TestedCluster cluster;
  private final Register register;
  private final Complaints complaints;
  private final Random random;
  private Points points;
  private long lastKey;
  private State state = State.GONE;
  private final AtomicInteger made = new AtomicInteger();
  private int dropped;

  /**
   * @param keys of points in other collections: from there on they are new
   */
  Turnover(
      TestedCluster cluster, Register register, Complaints complaints, long keys, Random random) {
    this.cluster = cluster;
    this.register = register;
    this.complaints = complaints;
    this.random = random;
    this.lastKey = keys;
    this.points = new Points("comes-and-goes", newKeys(), COPIES, complaints);
  }

  private Set<Long> newKeys() {
    long from = lastKey;
    lastKey += KEYS_OF_EACH;
    return LongStream.rangeClosed(from + 1, lastKey).boxed().collect(Collectors.toSet());
  }

  void run(BooleanSupplier over) {
    while (!over.getAsBoolean()) {
      make(over);
      use(over);
      drop(over);
    }
  }

  private void make(BooleanSupplier over) {
    while (state != State.THERE && !over.getAsBoolean()) {
      state = State.UNKNOWN;
      if (attempt(node -> Optional.of(points.make(node, SHARDS))).orElse(false)) {
        state = State.THERE;
        made.incrementAndGet();
      }
    }
  }

  private void use(BooleanSupplier over) {
    Client client = new Client("turnover " + made(), random, register);
    for (int i = 0; i < OPERATIONS_OF_EACH && !over.getAsBoolean(); i++) {
      boolean done = client.operate(cluster, points, random.nextBoolean());
      LockSupport.parkNanos((done ? REST : REST_AFTER_FAILURE).toNanos());
    }
  }

  private void drop(BooleanSupplier over) {
    while (state != State.GONE && !over.getAsBoolean()) {
      boolean known = state == State.THERE;
      Optional<Boolean> found =
          attempt(node -> {
            state = State.UNKNOWN;
            return points.drop(node);
          });
      if (found.isPresent()) {
        complainIfLost(known && !found.get());
        isGone();
      }
    }
  }

  private void complainIfLost(boolean lost) {
    if (lost) {
      complaints.add(
          Complaints.Kind.COLLECTIONS,
          "%.3f s: there was no %s to drop, which is made".formatted(register.now() / 1e9, points));
    }
  }

  private void isGone() {
    state = State.GONE;
    dropped++;
    for (int number = 0; number < cluster.size(); number++) {
      lookForWhatIsGone(number);
    }
    points = points.next(newKeys());
  }

  private void lookForWhatIsGone(int number) {
    double asked = register.now() / 1e9;
    cluster
        .rest(number)
        .flatMap(points::askInVain)
        .filter(answer -> answer.ok() && !answer.body().contains("\"stale_ms\""))
        .ifPresent(answer ->
            complaints.add(
                Complaints.Kind.COLLECTIONS,
                "%.3f s: node %d answers for %s, which is dropped: %s"
                    .formatted(asked, number, points, answer)));
  }

  private interface Request<T> {
    Optional<T> send(URI node);
  }

  /** Through any node. */
  private <T> Optional<T> attempt(Request<T> request) {
    Optional<T> answer = cluster.rest(random.nextInt(cluster.size())).flatMap(request::send);
    LockSupport.parkNanos((answer.isPresent() ? REST : REST_AFTER_FAILURE).toNanos());
    return answer;
  }

  /** How many collections were made so far. Any thread may ask. */
  int made() {
    return made.get();
  }

  // ---- when the run is over and all has recovered ----

  /** What has to be there. */
  List<Points> there() {
    return state == State.THERE ? List.of(points) : List.of();
  }

  /** Returns whether nothing is there any more. */
  boolean drop() {
    if (state != State.GONE && attempt(points::drop).isPresent()) {
      state = State.GONE;
    }
    return state == State.GONE;
  }

  /** Whether a node says so. */
  boolean isGoneAt(int number) {
    return cluster
        .rest(number)
        .flatMap(points::askInVain)
        .filter(answer -> answer.status() == 404)
        .isPresent();
  }

  /** What was done so far. */
  String told() {
    return "a collection made %d times and dropped %d times".formatted(made(), dropped);
  }
}
