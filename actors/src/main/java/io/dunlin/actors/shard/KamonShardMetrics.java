package io.dunlin.actors.shard;

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
  private final Counter damaged = Kamon.counter("dunlin_segments_damaged_total").withoutTags();

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
