package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.datasets.FilteredQueries;
import io.dunlin.bench.datasets.FilteredQueries.Kind;
import io.dunlin.bench.peers.BitmapScan;
import io.dunlin.bench.peers.DunlinIndex;
import io.dunlin.bench.peers.FilteredIndex;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.peers.Peer;
import io.dunlin.bench.report.FilteredFigures;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Sweep;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches with filters of several selectivities, correlated with the queries or not, and a scan of
 * the accepted rows beside them.
 *
 * @param shares of the rows that are accepted
 */
record FilteredBenchmark(
    List<Peer> peers, GraphParams graph, SweepSettings sweep, List<Double> shares, Path work) {
  /** Filters of each kind and share, and queries of each filter. */
  private static final int FILTERS = 4;

  private static final int QUERIES = 50;

  FilteredFigures run(Dataset data) throws IOException {
    Files.createDirectories(work);
    List<FilteredIndex> indexes = new ArrayList<>();
    try {
      for (Peer peer : peers) {
        peer.prepare(work);
        if (peer.build(data, graph, work) instanceof FilteredIndex index) {
          indexes.add(index);
        }
      }
      indexes.add(new BitmapScan(data.base(), data.metric()));
      List<FilteredFigures.Row> rows = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        for (double share : shares) {
          rows.add(measure(data, kind, share, indexes));
        }
      }
      return new FilteredFigures(data.name(), sweep.k(), graph, rows);
    } finally {
      for (FilteredIndex index : indexes) {
        index.close();
      }
    }
  }

  private FilteredFigures.Row measure(
      Dataset data, Kind kind, double share, List<FilteredIndex> indexes) throws IOException {
    List<List<List<Curve.Point>>> perFilter = new ArrayList<>();
    for (int i = 0; i < FILTERS; i++) {
      FilteredQueries queries =
          FilteredQueries.of(data, kind, share, i * 37 + 11, QUERIES, sweep.k());
      for (FilteredIndex index : indexes) {
        index.accept(queries.accepted());
      }
      perFilter.add(new Sweep(queries.queries(), sweep).run(indexes));
    }
    List<Curve> own = new ArrayList<>();
    List<Curve> others = new ArrayList<>();
    for (int i = 0; i < indexes.size(); i++) {
      List<List<Curve.Point>> ofIndex = new ArrayList<>();
      for (List<List<Curve.Point>> filter : perFilter) {
        ofIndex.add(filter.get(i));
      }
      FilteredIndex index = indexes.get(i);
      (index instanceof DunlinIndex ? own : others)
          .add(Curve.of(index, data.base().count(), 0, Curve.mean(ofIndex)));
    }
    return FilteredFigures.Row.of(kind.name(), share, own, others);
  }
}
