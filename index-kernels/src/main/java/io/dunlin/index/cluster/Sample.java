package io.dunlin.index.cluster;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Vectors;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** The rows that something is trained on. */
public final class Sample {
  private Sample() {}

  /**
   * Some rows of those present, each as likely as any other, in their order: the table itself if
   * that is all of it, else a copy.
   *
   * @param most rows to take
   * @param random two samples of tables with the same rows present, of random numbers that start
   *     alike, are of the same rows
   */
  public static VectorRows of(
      VectorRows rows, RowFilter present, long most, SplittableRandom random, Arena arena) {
    int accepted = accepted(rows, present);
    int wanted = (int) Math.min(accepted, most);
    return wanted == rows.count()
        ? rows
        : copy(rows, present, accepted, wanted, UnaryOperator.identity(), random, arena);
  }

  /** The same of the rows' directions: vectors of length one. */
  static VectorRows ofDirections(
      VectorRows rows, RowFilter present, long most, SplittableRandom random, Arena arena) {
    int accepted = accepted(rows, present);
    int wanted = (int) Math.min(accepted, most);
    return copy(rows, present, accepted, wanted, Vectors::normalize, random, arena);
  }

  private static int accepted(VectorRows rows, RowFilter present) {
    int accepted = 0;
    for (int row = next(rows, present, 0); row < rows.count(); row = next(rows, present, row + 1)) {
      accepted++;
    }
    return accepted;
  }

  private static VectorRows copy(
      VectorRows rows,
      RowFilter present,
      int accepted,
      int wanted,
      UnaryOperator<float[]> form,
      SplittableRandom random,
      Arena arena) {
    MemorySegment data = LargePages.allocate(wanted * rows.rowBytes(), arena);
    VectorRows sample = new VectorRows(data, rows.dimension(), wanted);
    float[] vector = new float[rows.dimension()];
    int taken = 0;
    int seen = 0;
    for (int row = next(rows, present, 0); taken < wanted; row = next(rows, present, row + 1)) {
      // Selection sampling: Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S.
      if (random.nextInt(accepted - seen) < wanted - taken) {
        rows.read(row, vector);
        float[] kept = form.apply(vector);
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
