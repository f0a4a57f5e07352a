package io.dunlin.index.cluster;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** The rows that centroids are trained on. */
final class Sample {
  private Sample() {}

  /** Some rows of those present, each as likely as any other, in their order. */
  static VectorRows of(
      VectorRows rows,
      RowFilter present,
      int clusters,
      KMeans.Settings settings,
      SplittableRandom random,
      Arena arena) {
    int accepted = 0;
    for (int row = next(rows, present, 0); row < rows.count(); row = next(rows, present, row + 1)) {
      accepted++;
    }
    int wanted = (int) Math.min(accepted, (long) clusters * settings.rowsPerCentroid());
    if (wanted == rows.count() && !settings.spherical()) {
      return rows;
    }
    MemorySegment data = LargePages.allocate(wanted * rows.rowBytes(), arena);
    VectorRows sample = new VectorRows(data, rows.dimension(), wanted);
    float[] vector = new float[rows.dimension()];
    int taken = 0;
    int seen = 0;
    for (int row = next(rows, present, 0); taken < wanted; row = next(rows, present, row + 1)) {
      // Selection sampling: Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S.
      if (random.nextInt(accepted - seen) < wanted - taken) {
        rows.read(row, vector);
        float[] kept = settings.spherical() ? Vectors.normalize(vector) : vector;
        MemorySegment.copy(kept, 0, data, VectorRows.COMPONENT, sample.offset(taken), kept.length);
        taken++;
      }
      seen++;
    }
    return sample;
  }

  private static int next(VectorRows rows, RowFilter present, int from) {
    return present.nextAccepted(from, rows.count());
  }
}
