package io.dunlin.actors.files;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import kamon.Kamon;
import kamon.metric.Counter;

/** File figures as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonFileMetrics implements FileMetrics {
  private final Map<Source, Counter> fetched = bySource("dunlin_files_fetched_bytes_total");
  private final Map<Source, Counter> failed = bySource("dunlin_files_fetch_failures_total");
  private final Counter served = Kamon.counter("dunlin_files_served_bytes_total").withoutTags();
  private final Counter stored = Kamon.counter("dunlin_files_stored_bytes_total").withoutTags();
  private final Counter storeFailures =
      Kamon.counter("dunlin_files_store_failures_total").withoutTags();

  private static Map<Source, Counter> bySource(String name) {
    Map<Source, Counter> counters = new EnumMap<>(Source.class);
    for (Source source : Source.values()) {
      counters.put(
          source, Kamon.counter(name).withTag("source", source.name().toLowerCase(Locale.ROOT)));
    }
    return counters;
  }

  private static Counter of(Map<Source, Counter> counters, Source source) {
    return Objects.requireNonNull(counters.get(source));
  }

  @Override
  public void fetched(Source source, long bytes) {
    Counter _ = of(fetched, source).increment(bytes);
  }

  @Override
  public void fetchFailed(Source source) {
    Counter _ = of(failed, source).increment();
  }

  @Override
  public void served(long bytes) {
    Counter _ = served.increment(bytes);
  }

  @Override
  public void stored(long bytes) {
    Counter _ = stored.increment(bytes);
  }

  @Override
  public void storeFailed() {
    Counter _ = storeFailures.increment();
  }
}
