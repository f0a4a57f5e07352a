package io.dunlin.index.plan;

import io.dunlin.index.Metric;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.quantize.RabitqCodes;
import java.util.Locale;

/**
 * Chooses an index by the number of rows, their dimension and the memory there is for them: the
 * fastest of those that fit.
 */
public final class IndexChooser {
  /** Rows up to which a scan takes less than a millisecond, times components. */
  private static final long SCANNED_COMPONENTS = 2_560_000;

  private static final int SLOTS = 32;
  private static final int ALIGNMENT = 64;

  private IndexChooser() {}

  /**
   * What was chosen.
   *
   * @param reason for people: the sizes that decided
   */
  public record Choice(IndexPlan plan, String reason) {}

  /**
   * @param memory bytes that the index and the vectors may take
   * @param params of a graph, if it becomes one
   */
  public static Choice choose(
      long rows, int dimension, Metric metric, long memory, HnswParams params) {
    if (rows * dimension <= SCANNED_COMPONENTS) {
      return new Choice(
          new IndexPlan.Flat(),
          "%,d rows of %d components are scanned in less than a millisecond"
              .formatted(rows, dimension));
    }
    long vectors = (long) dimension * Float.BYTES;
    long graph = (1 + 2L * params.m()) * Integer.BYTES + Integer.BYTES;
    if (metric.isBinary()) {
      long bits = ComponentType.BIT.rowBytes(dimension);
      return graph(params, new RowCodes.None(), false, rows, bits + graph, memory);
    }
    long bytes = roundUp(dimension);
    long links = 12L * SLOTS + roundUp(dimension) * SLOTS / Byte.SIZE;
    if (LinkCodes.supports(metric) && fits(rows, vectors + graph + bytes + links, memory)) {
      return graph(
          params, new RowCodes.Bytes(1), true, rows, vectors + graph + bytes + links, memory);
    }
    if (fits(rows, graph + bytes, memory) || !RabitqCodes.supports(metric)) {
      return graph(params, new RowCodes.Bytes(1), false, rows, graph + bytes, memory);
    }
    long fourBits = roundUp(dimension) / 2 + 8;
    return graph(params, new RowCodes.Rabitq(4), false, rows, graph + fourBits, memory);
  }

  private static Choice graph(
      HnswParams params, RowCodes codes, boolean links, long rows, long perRow, long memory) {
    IndexPlan plan = new IndexPlan.Graph(params, codes, links);
    String reason =
        "%s takes %d bytes a row, %s for %,d rows, of %s there are"
            .formatted(
                plan.description(), perRow, megabytes(rows * perRow), rows, megabytes(memory));
    return new Choice(plan, reason);
  }

  private static boolean fits(long rows, long perRow, long memory) {
    return rows * perRow <= memory;
  }

  private static long roundUp(int dimension) {
    return (dimension + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
  }
}
