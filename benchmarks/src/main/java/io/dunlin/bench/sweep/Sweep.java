package io.dunlin.bench.sweep;

import io.dunlin.bench.datasets.Dataset;
import io.dunlin.bench.peers.AnnIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks several indexes the same queries, one thread, for each breadth. A pass over all queries that
 * is not timed gives the recall and warms code and caches; then the indexes take turns, A B C A B
 * C, each being asked all queries again and again for the least time, so that a disturbance of the
 * machine hits them alike. A point is the median of its rounds.
 */
public final class Sweep {
  private final Dataset data;
  private final SweepSettings settings;

  public Sweep(Dataset data, SweepSettings settings) {
    this.data = data;
    this.settings = settings;
  }

  /** The points of each index, in the order of {@code indexes}. */
  public List<List<Curve.Point>> run(List<? extends AnnIndex> indexes) throws IOException {
    List<List<Curve.Point>> points = new ArrayList<>();
    indexes.forEach(_ -> points.add(new ArrayList<>()));
    for (AnnIndex index : indexes) {
      timedRound(index, settings.breadths().getFirst());
    }
    for (int breadth : settings.breadths()) {
      double[] recalls = new double[indexes.size()];
      for (int i = 0; i < recalls.length; i++) {
        recalls[i] = recall(indexes.get(i), breadth);
      }
      double[][] rates = new double[indexes.size()][settings.rounds()];
      for (int round = 0; round < settings.rounds(); round++) {
        for (int i = 0; i < rates.length; i++) {
          rates[i][round] = timedRound(indexes.get(i), breadth);
        }
      }
      for (int i = 0; i < rates.length; i++) {
        points.get(i).add(point(breadth, recalls[i], rates[i]));
      }
    }
    return points;
  }

  private double recall(AnnIndex index, int breadth) throws IOException {
    Recall recall = Recall.of(data, settings.k());
    int[] rows = new int[settings.k()];
    for (int query = 0; query < data.queries().length; query++) {
      recall.add(query, rows, index.search(data.queries()[query], breadth, rows));
    }
    return recall.value();
  }

  /** Queries per second; the clock (some 25 ns) is read after each query. */
  private double timedRound(AnnIndex index, int breadth) throws IOException {
    int[] rows = new int[settings.k()];
    long asked = 0;
    long start = System.nanoTime();
    long elapsed;
    do {
      asked++;
      index.search(data.queries()[(int) (asked % data.queries().length)], breadth, rows);
      elapsed = System.nanoTime() - start;
    } while (elapsed < settings.leastTime().toNanos());
    return asked * 1e9 / elapsed;
  }

  private static Curve.Point point(int breadth, double recall, double[] rates) {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Curve.Point(breadth, recall, median, sorted[0], sorted[sorted.length - 1]);
  }
}
