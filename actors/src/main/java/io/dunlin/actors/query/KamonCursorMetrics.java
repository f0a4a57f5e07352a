package io.dunlin.actors.query;

import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;

/** Figures of cursors as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonCursorMetrics implements CursorMetrics {
  private final Gauge open = Kamon.gauge("dunlin_cursors_open").withoutTags();
  private final Gauge held = Kamon.gauge("dunlin_cursor_views_held").withoutTags();
  private final Counter refused = Kamon.counter("dunlin_cursors_refused_total").withoutTags();
  private final Counter expired = Kamon.counter("dunlin_cursors_expired_total").withoutTags();

  @Override
  public void held(int cursors, int views) {
    Gauge _ = open.update(cursors);
    Gauge _ = held.update(views);
  }

  @Override
  public void refused() {
    Counter _ = refused.increment();
  }

  @Override
  public void expired() {
    Counter _ = expired.increment();
  }
}
