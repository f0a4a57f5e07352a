package io.dunlin.actors.catalog;

import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;

/** Figures of the catalog as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonTransferMetrics implements TransferMetrics {
  private final Counter begun = Kamon.counter("dunlin_copies_begun_total").withoutTags();
  private final Counter done = Kamon.counter("dunlin_copies_done_total").withoutTags();
  private final Counter abandoned = Kamon.counter("dunlin_copies_abandoned_total").withoutTags();
  private final Gauge underWay = Kamon.gauge("dunlin_copies_under_way").withoutTags();

  @Override
  public void counted(int begunNow, int doneNow, int abandonedNow, int underWayNow) {
    Counter _ = begun.increment(begunNow);
    Counter _ = done.increment(doneNow);
    Counter _ = abandoned.increment(abandonedNow);
    Gauge _ = underWay.update(underWayNow);
  }
}
