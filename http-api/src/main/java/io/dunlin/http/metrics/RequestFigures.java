package io.dunlin.http.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts requests since the node's start for telemetry, remembers the slowest, and passes all on.
 * Any number of threads may call it.
 */
public final class RequestFigures implements RequestMetrics {
  /** How many of the slowest are remembered. */
  public static final int SLOWEST = 100;

  /**
   * Requests of one endpoint that ended alike.
   *
   * @param last when the last of them ended
   */
  public record Figures(long count, long nanos, Instant last) {
    private Figures plus(Figures other) {
      return new Figures(count + other.count, nanos + other.nanos, other.last);
    }
  }

  /** One request that took long. */
  public record Slow(Api api, String endpoint, int status, long nanos, Instant ended) {}

  private record Key(Api api, String endpoint, int status) {}

  private final RequestMetrics next;
  private final ConcurrentMap<Key, Figures> figures = new ConcurrentHashMap<>();

  /** The quickest first; guarded by itself. */
  private final PriorityQueue<Slow> slowest =
      new PriorityQueue<>(Comparator.comparingLong(Slow::nanos));

  /** What a request must take to be remembered. */
  private volatile long floor;

  /**
   * @param next is told of each request, too
   */
  public RequestFigures(RequestMetrics next) {
    this.next = next;
  }

  @Override
  public void record(Api api, String endpoint, int status, long nanos) {
    next.record(api, endpoint, status, nanos);
    Instant now = Instant.now();
    var _ =
        figures.merge(new Key(api, endpoint, status), new Figures(1, nanos, now), Figures::plus);
    if (nanos > floor) {
      remember(new Slow(api, endpoint, status, nanos, now));
    }
  }

  private void remember(Slow request) {
    synchronized (slowest) {
      slowest.add(request);
      if (slowest.size() > SLOWEST) {
        var _ = slowest.poll();
        floor = slowest.element().nanos();
      }
    }
  }

  /** By endpoint and status. */
  public SortedMap<String, SortedMap<Integer, Figures>> of(Api api) {
    SortedMap<String, SortedMap<Integer, Figures>> byEndpoint = new TreeMap<>();
    figures.forEach((key, value) -> {
      if (key.api() == api) {
        var _ =
            byEndpoint
                .computeIfAbsent(key.endpoint(), _ -> new TreeMap<>())
                .put(key.status(), value);
      }
    });
    return byEndpoint;
  }

  /** The slowest first. */
  public List<Slow> slowest(int limit) {
    synchronized (slowest) {
      List<Slow> all = new ArrayList<>(slowest);
      all.sort(Comparator.comparingLong(Slow::nanos).reversed());
      return List.copyOf(all.subList(0, Math.min(limit, all.size())));
    }
  }
}
