package io.dunlin.sharding;

import io.dunlin.actors.shard.ShardMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds up what shards tell. */
final class CountingMetrics implements ShardMetrics {
  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger events = new AtomicInteger();
  final AtomicInteger builds = new AtomicInteger();
  final AtomicInteger taken = new AtomicInteger();
  final AtomicInteger refused = new AtomicInteger();

  final Map<CopyEvent, Integer> copyEvents = new ConcurrentHashMap<>();

  @Override
  public void committed(int writesInCommit, int eventsInCommit, long nanos) {
    writes.addAndGet(writesInCommit);
    events.addAndGet(eventsInCommit);
  }

  @Override
  public void built(long nanos, int rows, long inserted) {
    builds.incrementAndGet();
  }

  @Override
  public void compared(boolean better) {
    int _ = (better ? taken : refused).incrementAndGet();
  }

  @Override
  public void segmentDamaged() {
    throw new AssertionError("no file is damaged here");
  }

  @Override
  public void shard(String collection, int number, long points, long backlogRows, int segments) {}

  @Override
  public void shardRemoved(String collection, int number) {}

  @Override
  public void happened(CopyEvent event) {
    Integer _ = copyEvents.merge(event, 1, Integer::sum);
  }
}
