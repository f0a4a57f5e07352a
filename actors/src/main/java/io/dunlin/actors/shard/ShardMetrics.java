package io.dunlin.actors.shard;

import io.dunlin.actors.copy.CopyEvents;

/** Where a shard tells what it does. Called from the shard's threads; must not block. */
public interface ShardMetrics extends CopyEvents {
  /** A commit of {@code writes} callers became {@code events} events. */
  void committed(int writes, int events, long nanos);

  /** A segment was sealed or merged: {@code inserted} rows put into graphs. */
  void built(long nanos, int rows, long inserted);

  /** An index by changed settings was compared with the one before: it takes its place, or not. */
  void compared(boolean taken);

  /** A segment file was damaged and will be built anew. */
  void segmentDamaged();

  /** A shard's state after a change. */
  void shard(String collection, int number, long points, long backlogRows, int segments);

  /** The shard is gone from this node. */
  void shardRemoved(String collection, int number);

  /** Tells nobody. */
  static ShardMetrics none() {
    return new ShardMetrics() {
      @Override
      public void committed(int writes, int events, long nanos) {}

      @Override
      public void built(long nanos, int rows, long inserted) {}

      @Override
      public void compared(boolean taken) {}

      @Override
      public void segmentDamaged() {}

      @Override
      public void shard(
          String collection, int number, long points, long backlogRows, int segments) {}

      @Override
      public void shardRemoved(String collection, int number) {}

      @Override
      public void happened(CopyEvent event) {}
    };
  }
}
