package io.dunlin.index.plan;

import io.dunlin.index.Metric;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.hnsw.LinkCodes;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.memory.ComponentType;
import io.dunlin.index.quantize.RabitqCodes;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * From here on lists of signs are the fastest, where the vectors are in memory: a walk reads all
   * components of each link, or of each row that it visits.
   */
  private static final int WIDE = 512;

  /** From here on principal components save much, where the vectors have fewer that matter. */
  private static final int MANY_COMPONENTS = 1024;

  private static final String ADVICE =
      "; vectors of so many components often keep their neighbours in a quarter of them: try pca";

  /** Of a row in a list, beside its code: its number, an addend and a factor. */
  private static final int BYTES_OF_PLACE = 12;

  private IndexChooser() {}

  /**
   * What was chosen.
   *
   * @param reason for people: the sizes that decided
   */
  public record Choice(IndexPlan plan, String reason) {}

  /** A plan, and the bytes of each row that its searches touch. */
  private record Candidate(IndexPlan plan, long perRow) {}

  /**
   * @param type of the vectors' components
   * @param memory bytes that the index, and the vectors where it reads them, may take
   * @param params of a graph, if it becomes one
   */
  public static Choice choose(
      long rows, int dimension, ComponentType type, Metric metric, long memory, HnswParams params) {
    if (rows * dimension <= SCANNED_COMPONENTS) {
      return new Choice(
          new IndexPlan.Flat(),
          "%,d rows of %d components are scanned in less than a millisecond"
              .formatted(rows, dimension));
    }
    List<Candidate> candidates = candidates(dimension, type, metric, params);
    Candidate chosen =
        candidates.stream()
            .filter(candidate -> rows * candidate.perRow() <= memory)
            .findFirst()
            .orElse(candidates.getLast());
    String reason =
        "%s takes %d bytes a row, %s for %,d rows, of %s there are"
            .formatted(
                chosen.plan().description(),
                chosen.perRow(),
                megabytes(rows * chosen.perRow()),
                rows,
                megabytes(memory));
    boolean advised = dimension > MANY_COMPONENTS && !chosen.equals(candidates.getFirst());
    return new Choice(chosen.plan(), advised && !metric.isBinary() ? reason + ADVICE : reason);
  }

  /** The fastest first. */
  private static List<Candidate> candidates(
      int dimension, ComponentType type, Metric metric, HnswParams params) {
    long vectors = type.rowBytes(dimension);
    long graph = (1 + 2L * params.m()) * Integer.BYTES + Integer.BYTES;
    long links = 12L * SLOTS + roundUp(dimension) * SLOTS / Byte.SIZE;
    long signs = roundUp(dimension) / Byte.SIZE;
    IndexPlan lists = new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, params.seed()));
    List<Candidate> candidates = new ArrayList<>();
    if (dimension >= WIDE && IvfCodec.RABITQ.supports(metric)) {
      candidates.add(new Candidate(lists, vectors + signs + BYTES_OF_PLACE));
    }
    if (metric.isBinary() || type == ComponentType.UINT8) {
      // Codes of a byte a component would be as large as the vectors.
      RowCodes none = new RowCodes.None();
      if (LinkCodes.supports(metric)) {
        candidates.add(candidate(params, none, true, vectors + graph + links));
      }
      candidates.add(candidate(params, none, false, vectors + graph));
    } else {
      RowCodes bytes = new RowCodes.Bytes(1);
      if (LinkCodes.supports(metric)) {
        candidates.add(
            candidate(params, bytes, true, vectors + graph + roundUp(dimension) + links));
      }
      candidates.add(candidate(params, bytes, false, graph + roundUp(dimension)));
    }
    if (RabitqCodes.supports(metric)) {
      candidates.add(
          candidate(params, new RowCodes.Rabitq(4), false, graph + 4 * signs + Long.BYTES));
      candidates.add(new Candidate(lists, signs + BYTES_OF_PLACE));
    }
    return candidates;
  }

  private static Candidate candidate(
      HnswParams params, RowCodes codes, boolean links, long perRow) {
    return new Candidate(new IndexPlan.Graph(params, codes, links), perRow);
  }

  private static long roundUp(int dimension) {
    return (dimension + ALIGNMENT - 1L) / ALIGNMENT * ALIGNMENT;
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
  }
}
