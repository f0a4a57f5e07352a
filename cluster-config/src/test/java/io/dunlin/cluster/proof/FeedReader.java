package io.dunlin.cluster.proof;

import io.dunlin.cluster.proof.ChangeFeed.Event;
import io.dunlin.cluster.proof.ChangeFeed.Told;
import io.dunlin.cluster.proof.SequentialWriter.Kind;
import io.dunlin.cluster.proof.SequentialWriter.Write;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a feed with the filter {@code kept}, and when that ends another that goes on after it, and
 * keeps what it is told of each point. A position of a log that comes twice, or too late, is a
 * fault.
 */
final class FeedReader implements AutoCloseable {
  private final Map<String, Long> positions = new HashMap<>();
  private final SortedMap<Integer, List<Told>> told = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();
  private String token = "";
  private @Nullable ChangeFeed feed;
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});

  /** Reads it until it breaks or is closed. */
  void read(ChangeFeed next) {
    feed = next;
    thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  take(next.next());
                }
              } catch (IOException _) {
                // Closed, or its node is gone; what it was told counts.
              }
            });
  }

  private synchronized void take(Event event) {
    token = event.token();
    if (!event.shard().isEmpty()) {
      Long former = positions.put(event.shard(), event.position());
      if (former != null && former >= event.position()) {
        faults.add("shard %s: %d after %d".formatted(event.shard(), event.position(), former));
      }
    }
    event.points().forEach(one -> add(told, one));
  }

  /**
   * A write that is sent again, as its outcome was unknown, may have been stored twice: its point
   * is told as removed or left again, or as updated by the same write.
   */
  private static void add(SortedMap<Integer, List<Told>> told, Told one) {
    List<Told> before = told.computeIfAbsent(one.point(), _ -> new ArrayList<>());
    boolean again =
        !before.isEmpty()
            && before.getLast().number() == one.number()
            && (before.getLast().what().equals(one.what()) || one.what().equals("updated"));
    if (!again) {
      before.add(one);
    }
  }

  /** What a feed that has missed nothing has told of each point. */
  static SortedMap<Integer, List<Told>> expected(List<Write> writes) {
    SortedMap<Integer, List<Told>> expected = new TreeMap<>();
    writes.forEach(write -> add(expected, told(write)));
    return expected;
  }

  private static Told told(Write write) {
    if (write.kind() != Kind.DELETE && !write.kept()) {
      return new Told(write.point(), "left", -1);
    }
    return switch (write.kind()) {
      case UPSERT ->
          new Told(write.point(), write.isNew() ? "inserted" : "updated", write.number());
      case SET_PAYLOAD -> new Told(write.point(), "payload", write.number());
      case DELETE -> new Told(write.point(), "removed", -1);
    };
  }

  /** Of each point, as of {@link #expected}. */
  synchronized SortedMap<Integer, List<Told>> told() {
    SortedMap<Integer, List<Told>> now = new TreeMap<>();
    told.forEach((point, list) -> now.put(point, List.copyOf(list)));
    return now;
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** How much was told in all. */
  synchronized int size() {
    return told.values().stream().mapToInt(List::size).sum();
  }

  /** Reads no more, and gives the token with which to go on. */
  String stop() {
    close();
    synchronized (this) {
      return token;
    }
  }

  @Override
  public void close() {
    if (feed != null) {
      feed.close();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
