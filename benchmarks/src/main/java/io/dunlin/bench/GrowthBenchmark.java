package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.DunlinForm;
import io.dunlin.bench.peers.DunlinIndex;
import io.dunlin.bench.peers.Effort;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.report.GrowthFigures;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Sweep;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a search costs in sets of more and more rows, at equal effort. */
record GrowthBenchmark(List<DunlinForm> forms, GraphParams graph, SweepSettings sweep, Path work) {
  /** One size. */
  List<GrowthFigures.Row> run(Dataset data) throws IOException {
    Files.createDirectories(work);
    List<GrowthFigures.Row> rows = new ArrayList<>();
    for (DunlinForm form : forms) {
      try (DunlinIndex index = form.build(data, graph, work)) {
        for (Effort effort : index.efforts(sweep.k(), sweep.breadths())) {
          Curve.Point point = new Sweep(data, sweep).point(index, effort);
          rows.add(
              new GrowthFigures.Row(
                  index.name(), data.base().count(), point, scored(index, effort, data)));
        }
      }
    }
    return rows;
  }

  /** Rows that a search scores, on average. */
  private double scored(DunlinIndex index, Effort effort, Dataset data) throws IOException {
    DunlinIndex.CountingSearcher searcher = index.newSearcher();
    int[] rows = new int[sweep.k()];
    for (float[] query : data.queries()) {
      searcher.search(query, effort, rows);
    }
    return (double) searcher.scored() / data.queries().length;
  }
}
