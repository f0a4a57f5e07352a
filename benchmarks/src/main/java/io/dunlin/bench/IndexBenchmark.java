package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.peers.Peer;
import io.dunlin.bench.report.IndexFigures;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Sweep;
import io.dunlin.bench.sweep.SweepSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds each peer's index of a set, one after the other, then sweeps all of them together.
 *
 * @param peers in the order of the report; ratios are of the first to each
 * @param work where peers put their files
 */
record IndexBenchmark(List<Peer> peers, GraphParams graph, SweepSettings sweep, Path work) {
  IndexFigures run(Dataset data) throws IOException {
    Files.createDirectories(work);
    List<AnnIndex> indexes = new ArrayList<>();
    try {
      List<Double> buildSeconds = new ArrayList<>();
      for (Peer peer : peers) {
        peer.prepare(work);
        long start = System.nanoTime();
        indexes.add(peer.build(data, graph, work));
        buildSeconds.add((System.nanoTime() - start) / 1e9);
      }
      List<List<Curve.Point>> points = new Sweep(data, sweep).run(indexes);
      List<Curve> curves = new ArrayList<>();
      for (int i = 0; i < indexes.size(); i++) {
        AnnIndex index = indexes.get(i);
        curves.add(Curve.of(index, data.base().count(), buildSeconds.get(i), points.get(i)));
      }
      return IndexFigures.of(data.name(), data.queries().length, graph, sweep, curves);
    } finally {
      for (AnnIndex index : indexes) {
        index.close();
      }
    }
  }
}
