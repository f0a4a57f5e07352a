package io.dunlin.bench;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.GraphParams;
import io.dunlin.bench.peers.Peer;
import io.dunlin.bench.report.TuneFigures;
import io.dunlin.bench.sweep.Curve;
import io.dunlin.bench.sweep.Sweep;
import io.dunlin.bench.sweep.SweepSettings;
import io.dunlin.bench.sweep.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds each form with each of the parameters, one after the other, and walks its efforts.
 *
 * @param graphs that are tried
 * @param recalls wanted
 */
record TuneBenchmark(
    List<Peer> forms,
    List<GraphParams> graphs,
    SweepSettings sweep,
    List<Double> recalls,
    Path work) {
  TuneFigures run(Dataset data) throws IOException {
    Files.createDirectories(work);
    Tuning tuning = new Tuning(new Sweep(data, sweep), sweep, recalls);
    List<TuneFigures.Form> figures = new ArrayList<>();
    for (Peer form : forms) {
      form.prepare(work);
      List<TuneFigures.Built> built = new ArrayList<>();
      for (GraphParams graph : graphs) {
        System.out.printf("%s, %s ...%n", form.id(), graph);
        long start = System.nanoTime();
        try (AnnIndex index = form.build(data, graph, work)) {
          double seconds = (System.nanoTime() - start) / 1e9;
          List<Curve.Point> points = tuning.points(index);
          built.add(
              new TuneFigures.Built(graph, Curve.of(index, data.base().count(), seconds, points)));
        }
      }
      figures.add(TuneFigures.Form.of(form.id(), built, recalls));
    }
    return new TuneFigures(data.name(), data.queries().length, sweep.k(), figures);
  }
}
