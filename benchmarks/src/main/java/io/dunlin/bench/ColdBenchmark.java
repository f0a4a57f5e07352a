package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.DunlinForm;
import io.dunlin.bench.peers.DunlinIndex;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.peers.Searcher;
import io.dunlin.bench.report.ColdFigures;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Latencies;
import io.dunlin.bench.sweep.Sweep;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches of forms with vectors on disk: warm, and with all that is on disk thrown out of memory
 * before each batch of queries.
 *
 * @param batch queries after which everything is thrown out again; that takes no part of their time
 */
record ColdBenchmark(
    List<DunlinForm> forms, GraphParams graph, SweepSettings sweep, int batch, Path work) {
  ColdFigures run(Dataset data) throws IOException {
    Files.createDirectories(work);
    List<ColdFigures.Row> rows = new ArrayList<>();
    for (DunlinForm form : forms) {
      try (DunlinIndex index = form.build(data, graph, work)) {
        double resident = (double) index.memory().resident() / data.base().count();
        for (Effort effort : index.efforts(sweep.k(), sweep.breadths())) {
          Curve.Point warm = new Sweep(data, sweep).point(index, effort);
          rows.add(new ColdFigures.Row(index.name(), resident, warm, cold(data, index, effort)));
        }
      }
    }
    return new ColdFigures(data.name(), sweep.k(), batch, rows);
  }

  /** Every query once. */
  private ColdFigures.Cold cold(Dataset data, DunlinIndex index, Effort effort) throws IOException {
    Searcher searcher = index.newSearcher();
    int[] found = new int[sweep.k()];
    Latencies latencies = new Latencies();
    double left = 0;
    long faults = -MajorFaults.soFar();
    for (int query = 0; query < data.queries().length; query++) {
      if (query % batch == 0) {
        index.evict();
        left = Math.max(left, index.cachedShare());
      }
      long start = System.nanoTime();
      searcher.search(data.queries()[query], effort, found);
      latencies.add(System.nanoTime() - start);
    }
    faults += MajorFaults.soFar();
    return ColdFigures.Cold.of(latencies, (double) faults / data.queries().length, left);
  }
}
