package io.dunlin.sharding.rerank;

import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Histogram;
import kamon.metric.MeasurementUnit;
import kamon.tag.TagSet;

/** Figures of rerankers as Kamon instruments; docs/METRICS.md lists them. */
public final class KamonRerankMetrics implements RerankMetrics {
  @Override
  public void answered(String reranker, long nanos) {
    Histogram _ =
        Kamon.histogram("dunlin_rerank_duration_seconds", MeasurementUnit.time().nanoseconds())
            .withTags(of(reranker))
            .record(nanos);
  }

  @Override
  public void failed(String reranker) {
    Counter _ = Kamon.counter("dunlin_rerank_failures_total").withTags(of(reranker)).increment();
  }

  private static TagSet of(String reranker) {
    return TagSet.of("reranker", reranker);
  }
}
