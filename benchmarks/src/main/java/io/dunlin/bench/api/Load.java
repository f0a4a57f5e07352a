package io.dunlin.bench.api;

import io.dunlin.bench.sweep.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * So many connections, each of which sends its next request when the last is answered. What is
 * asked in the first part, as long as the measured one up to two seconds, is not counted.
 */
final class Load {
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(2);
  private static final double NANOS = 1e9;

  private final int connections;
  private final Duration time;

  Load(int connections, Duration time) {
    this.connections = connections;
    this.time = time;
  }

  /** Processor time that the server has taken until now. */
  interface ServerClock {
    double seconds() throws IOException;
  }

  /**
   * What was measured.
   *
   * @param cpuMicros of the server, for each request
   */
  record Measured(double perSecond, double p50Micros, double p99Micros, double cpuMicros) {}

  /** Requests come in turn, each connection from its own place on. */
  Measured run(Connection.Opener opener, List<byte[]> requests, ServerClock clock)
      throws IOException, InterruptedException {
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        open.add(opener.open());
      }
      round(open, requests, time.compareTo(LONGEST_WARM_UP) < 0 ? time : LONGEST_WARM_UP);
      double cpu = clock.seconds();
      long start = System.nanoTime();
      Latencies latencies = round(open, requests, time);
      double seconds = (System.nanoTime() - start) / NANOS;
      long[] quantiles = latencies.quantiles(0.5, 0.99);
      return new Measured(
          latencies.count() / seconds,
          quantiles[0] / 1e3,
          quantiles[1] / 1e3,
          (clock.seconds() - cpu) * 1e6 / latencies.count());
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private static Latencies round(List<Connection> open, List<byte[]> requests, Duration time)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    Latencies all = new Latencies();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<Latencies>> running = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        Connection connection = open.get(i);
        int first = i * requests.size() / open.size();
        Callable<Latencies> work = () -> callUntil(end, connection, requests, first);
        running.add(threads.submit(work));
      }
      for (Future<Latencies> one : running) {
        all.addAll(one.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IOException("a request failed", e.getCause());
    }
  }

  /** Asks at least once. */
  private static Latencies callUntil(
      long end, Connection connection, List<byte[]> requests, int first) throws IOException {
    Latencies latencies = new Latencies();
    int next = first;
    long now = System.nanoTime();
    do {
      byte[] _ = connection.call(requests.get(next++ % requests.size()));
      long answered = System.nanoTime();
      latencies.add(answered - now);
      now = answered;
    } while (now < end);
    return latencies;
  }
}
