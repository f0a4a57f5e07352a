package io.dunlin.actors.shard;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.tag.TagSet;

/** Shard figures as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonShardMetrics implements ShardMetrics {
  private final Counter writes = Kamon.counter("dunlin_writes_total").withoutTags();
  private final Counter events = Kamon.counter("dunlin_journal_events_total").withoutTags();
  private final Histogram commit =
      Kamon.histogram(
              "dunlin_journal_commit_duration_seconds", MeasurementUnit.time().nanoseconds())
          .withoutTags();
  private final Histogram build =
      Kamon.histogram("dunlin_segment_build_duration_seconds", MeasurementUnit.time().nanoseconds())
          .withoutTags();
  private final Counter inserted = Kamon.counter("dunlin_graph_inserts_total").withoutTags();
  private final Counter taken = Kamon.counter("dunlin_shadow_indexes_taken_total").withoutTags();
  private final Counter refused =
      Kamon.counter("dunlin_shadow_indexes_refused_total").withoutTags();
  private final Counter damaged = Kamon.counter("dunlin_segments_damaged_total").withoutTags();

  private final Map<CopyEvent, Counter> copyEvents = copyEvents();

  private static Map<CopyEvent, Counter> copyEvents() {
    Map<CopyEvent, Counter> counters = new EnumMap<>(CopyEvent.class);
    for (CopyEvent event : CopyEvent.values()) {
      counters.put(
          event,
          Kamon.counter(
                  switch (event) {
                    case EPOCH_CLAIMED -> "dunlin_epochs_claimed_total";
                    case COPY_PROMOTED -> "dunlin_copies_promoted_total";
                    case LEASE_REVOKED -> "dunlin_leases_revoked_total";
                    case GAP_READ -> "dunlin_journal_gaps_read_total";
                    case COPY_DIVERGED -> "dunlin_copies_diverged_total";
                  })
              .withoutTags());
    }
    return counters;
  }

  @Override
  public void happened(CopyEvent event) {
    Counter _ = Objects.requireNonNull(copyEvents.get(event)).increment();
  }

  @Override
  public void committed(int writesInCommit, int eventsInCommit, long nanos) {
    writes.increment(writesInCommit);
    events.increment(eventsInCommit);
    commit.record(nanos);
  }

  @Override
  public void built(long nanos, int rows, long insertedRows) {
    build.record(Math.max(nanos, TimeUnit.MICROSECONDS.toNanos(1)));
    inserted.increment(insertedRows);
  }

  @Override
  public void compared(boolean better) {
    Counter _ = better ? taken.increment() : refused.increment();
  }

  @Override
  public void segmentDamaged() {
    damaged.increment();
  }

  @Override
  public void shard(String collection, int number, long points, long backlogRows, int segments) {
    gauge("dunlin_shard_points", collection, number).update((double) points);
    gauge("dunlin_shard_backlog_rows", collection, number).update((double) backlogRows);
    gauge("dunlin_shard_segments", collection, number).update(segments);
  }

  @Override
  public void shardRemoved(String collection, int number) {
    TagSet tags = tags(collection, number);
    Kamon.gauge("dunlin_shard_points").remove(tags);
    Kamon.gauge("dunlin_shard_backlog_rows").remove(tags);
    Kamon.gauge("dunlin_shard_segments").remove(tags);
  }

  private static Gauge gauge(String name, String collection, int number) {
    return Kamon.gauge(name).withTags(tags(collection, number));
  }

  private static TagSet tags(String collection, int number) {
    return TagSet.builder().add("collection", collection).add("shard", number).build();
  }
}
