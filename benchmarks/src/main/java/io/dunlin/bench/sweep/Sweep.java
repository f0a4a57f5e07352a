package io.dunlin.bench.sweep;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.AnnIndex;
import io.dunlin.bench.peers.Effort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks several indexes the same queries, for each effort that they want tried. A pass over all
 * queries that is not timed gives the recall and warms code and caches; then the indexes take
 * turns, A B C A B C, each being asked all queries again and again for the least time, so that a
 * disturbance of the machine hits them alike. A point is the median of its rounds.
 */
public final class Sweep {
  private static final double MICROS = 1e3;

  private final Dataset data;
  private final SweepSettings settings;

  public Sweep(Dataset data, SweepSettings settings) {
    this.data = data;
    this.settings = settings;
  }

  /** One index while it is measured. */
  private record Turn(Asking asking, List<Effort> efforts, List<Curve.Point> points) {}

  /** The points of each index, in the order of {@code indexes}. */
  public List<List<Curve.Point>> run(List<? extends AnnIndex> indexes) throws IOException {
    List<Turn> turns = new ArrayList<>();
    for (AnnIndex index : indexes) {
      Asking asking = new Asking(index, data.queries(), settings);
      List<Effort> efforts = index.efforts(settings.k(), settings.breadths());
      asking.round(efforts.getFirst());
      turns.add(new Turn(asking, efforts, new ArrayList<>()));
    }
    int steps = turns.stream().mapToInt(turn -> turn.efforts.size()).max().orElse(0);
    for (int step = 0; step < steps; step++) {
      int now = step;
      measure(turns.stream().filter(turn -> now < turn.efforts.size()).toList(), step);
    }
    return turns.stream().map(Turn::points).toList();
  }

  /** What one index reaches with one effort. */
  public Curve.Point point(AnnIndex index, Effort effort) throws IOException {
    Turn turn =
        new Turn(new Asking(index, data.queries(), settings), List.of(effort), new ArrayList<>());
    measure(List.of(turn), 0);
    return turn.points.getFirst();
  }

  /** Recall alone, without taking times. */
  public double recall(AnnIndex index, Effort effort) throws IOException {
    return recall(new Asking(index, data.queries(), settings), effort);
  }

  private double recall(Asking asking, Effort effort) throws IOException {
    Recall recall = Recall.of(data, settings.k());
    asking.once(effort, recall);
    return recall.value();
  }

  private void measure(List<Turn> turns, int step) throws IOException {
    double[] recalls = new double[turns.size()];
    for (int i = 0; i < recalls.length; i++) {
      recalls[i] = recall(turns.get(i).asking, turns.get(i).efforts.get(step));
    }
    List<List<Asking.Round>> rounds = new ArrayList<>();
    turns.forEach(_ -> rounds.add(new ArrayList<>()));
    for (int round = 0; round < settings.rounds(); round++) {
      for (int i = 0; i < recalls.length; i++) {
        rounds.get(i).add(turns.get(i).asking.round(turns.get(i).efforts.get(step)));
      }
    }
    for (int i = 0; i < recalls.length; i++) {
      turns.get(i).points.add(point(turns.get(i).efforts.get(step), recalls[i], rounds.get(i)));
    }
  }

  private static Curve.Point point(Effort effort, double recall, List<Asking.Round> rounds) {
    double[] rates = rounds.stream().mapToDouble(Asking.Round::queriesPerSecond).sorted().toArray();
    Latencies latencies = new Latencies();
    rounds.forEach(round -> latencies.addAll(round.latencies()));
    long[] quantiles = latencies.quantiles(0.5, 0.99);
    return new Curve.Point(
        effort,
        recall,
        median(rates),
        rates[0],
        rates[rates.length - 1],
        quantiles[0] / MICROS,
        quantiles[1] / MICROS);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
