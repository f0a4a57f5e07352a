package io.dunlin.index.train;

import io.dunlin.index.RowFilter;
import io.dunlin.index.cluster.KMeans;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.SubSpaces;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntConsumer;

/** The codewords of all parts while they are trained: k-means in each part, one part a thread. */
final class Codewords {
  private final VectorRows sample;
  private final SubSpaces parts;
  private final ProductTraining.Settings settings;
  private final Kernels kernels;
  private final ParallelRows parallel;
  private final int perPart;
  private final float[] values;
  private boolean trained;

  Codewords(
      VectorRows sample,
      SubSpaces parts,
      ProductTraining.Settings settings,
      Kernels kernels,
      ParallelRows parallel) {
    this.sample = sample;
    this.parts = parts;
    this.settings = settings;
    this.kernels = kernels;
    this.parallel = parallel;
    this.perPart = 1 << settings.bits();
    this.values = new float[parts.count() * parts.width() * perPart];
  }

  /** Part by part, codeword by codeword, as {@code ProductQuantizer} has them. */
  float[] values() {
    return values;
  }

  /** Trains for so many iterations, from the second time on from where it was. */
  void train(int iterations, IntConsumer progress) {
    parallel.runRanges(
        parts.count(),
        1,
        () ->
            (from, to) -> {
              for (int part = from; part < to; part++) {
                trainPart(part, iterations, progress);
              }
            });
    trained = true;
  }

  private void trainPart(int part, int iterations, IntConsumer progress) {
    KMeans.Settings alone =
        new KMeans.Settings(
            perPart, iterations, Integer.MAX_VALUE, settings.seed() + part, 1, false);
    RowFilter all = RowFilter.all(sample.count());
    try (Arena arena = Arena.ofShared()) {
      VectorRows rows = rowsOf(part, arena);
      VectorRows centroids =
          trained
              ? KMeans.retrain(
                  before(part, arena),
                  rows,
                  all,
                  alone,
                  kernels,
                  arena,
                  progress,
                  parallel.cancelled())
              : KMeans.train(rows, all, alone, kernels, arena, progress, parallel.cancelled());
      write(part, centroids);
    }
  }

  /** A part of each row of the sample. */
  private VectorRows rowsOf(int part, Arena arena) {
    int length = parts.length(part);
    long bytes = (long) length * Float.BYTES;
    MemorySegment data = LargePages.allocate(sample.count() * bytes, arena);
    long start = (long) parts.start(part) * Float.BYTES;
    for (int row = 0; row < sample.count(); row++) {
      MemorySegment.copy(sample.data(), sample.offset(row) + start, data, row * bytes, bytes);
    }
    return new VectorRows(data, length, sample.count());
  }

  private VectorRows before(int part, Arena arena) {
    int length = parts.length(part);
    MemorySegment data = arena.allocate((long) perPart * length * Float.BYTES, Float.BYTES);
    VectorRows rows = new VectorRows(data, length, perPart);
    for (int word = 0; word < perPart; word++) {
      MemorySegment.copy(
          values, at(part, word), data, VectorRows.COMPONENT, rows.offset(word), length);
    }
    return rows;
  }

  /**
   * Where there are fewer centroids than codewords, the first stands again in place of the rest.
   */
  private void write(int part, VectorRows centroids) {
    for (int word = 0; word < perPart && centroids.count() > 0; word++) {
      MemorySegment.copy(
          centroids.data(),
          VectorRows.COMPONENT,
          centroids.offset(word < centroids.count() ? word : 0),
          values,
          at(part, word),
          centroids.dimension());
    }
  }

  private int at(int part, int word) {
    return (part * perPart + word) * parts.width();
  }
}
