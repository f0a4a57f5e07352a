package io.dunlin.http.metrics;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Timer;
import kamon.tag.TagSet;

/**
 * Counts and times requests in Kamon, under the names that {@code docs/METRICS.md} lists. Any
 * number of threads may call it.
 */
public final class KamonRequestMetrics implements RequestMetrics {
  private record Key(Api api, String endpoint, int status) {}

  private record Instruments(Counter responses, Timer duration) {}

  private final ConcurrentMap<Key, Instruments> instruments = new ConcurrentHashMap<>();

  @Override
  public void record(Api api, String endpoint, int status, long nanos) {
    Instruments known =
        instruments.computeIfAbsent(
            new Key(api, endpoint, status), KamonRequestMetrics::instruments);
    known.responses().increment();
    known.duration().record(nanos);
  }

  private static Instruments instruments(Key key) {
    return switch (key.api()) {
      case REST -> instruments("rest.responses", restTags(key));
      case GRPC ->
          instruments(
              "grpc.responses",
              TagSet.builder().add("endpoint", key.endpoint()).add("status", key.status()).build());
    };
  }

  private static TagSet restTags(Key key) {
    int space = key.endpoint().indexOf(' ');
    return TagSet.builder()
        .add("method", key.endpoint().substring(0, space))
        .add("endpoint", key.endpoint().substring(space + 1))
        .add("status", key.status())
        .build();
  }

  private static Instruments instruments(String name, TagSet tags) {
    return new Instruments(
        Kamon.counter(name).withTags(tags), Kamon.timer(name + ".duration").withTags(tags));
  }
}
