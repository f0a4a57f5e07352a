package io.dunlin.index.ivf;

import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.Rotation;
import io.dunlin.index.train.OpqTraining;
import io.dunlin.index.train.ProductTraining;
import io.dunlin.index.transform.LinearMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Makes what codes the residuals of lists: learns codewords, and a rotation if one is wanted, from
 * a sample of them.
 *
 * @param arena what is made lives in it
 */
record CoderTraining(
    VectorRows rows,
    VectorRows centroids,
    ListOrder order,
    IvfParams params,
    Kernels kernels,
    ParallelRows parallel,
    Arena arena) {
  /** Residuals that are trained on at most: 128 for each of 256 codewords. */
  private static final int MOST_RESIDUALS = 32_768;

  /** Rounds of codewords and rotation; the last ones change little. */
  private static final int ROUNDS = 8;

  /** Inner products that count are above this share of the greatest (section 3 of Guo et al.). */
  private static final double THRESHOLD = 0.2;

  /** Null where rows are not coded as digits. */
  @Nullable DigitCoder coder() {
    return switch (params.codec()) {
      case FLAT, SQ8 -> null;
      case RABITQ -> new SignCoder(new Rotation(rows.dimension(), params.seed()), kernels);
      case PQ4, PQ8 -> products();
    };
  }

  private DigitCoder products() {
    int dimension = rows.dimension();
    int bits = params.codec().bits();
    int parts = params.product().partsOf(dimension, bits);
    ProductTraining.Settings settings =
        new ProductTraining.Settings(parts, bits, params.seed(), parallel.threads());
    if (params.product().anisotropic()) {
      settings = settings.withEta(ProductQuantizer.eta(THRESHOLD, dimension));
    }
    try (Arena whileTraining = Arena.ofShared()) {
      int count = Math.min(MOST_RESIDUALS, order.entries());
      VectorRows residuals = table(count, whileTraining);
      VectorRows wholes = table(count, whileTraining);
      sample(residuals, wholes);
      LinearMap rotation = params.product().optimized() ? rotation(residuals, settings) : null;
      VectorRows trained = rotated(rotation, residuals, whileTraining);
      VectorRows directions = rotated(rotation, wholes, whileTraining);
      RowFilter all = RowFilter.all(count);
      ProductQuantizer quantizer =
          ProductTraining.train(
              trained, directions, all, settings, kernels, _ -> {}, parallel.cancelled());
      int digits = IvfHeader.digitsOf(params.codec(), parts, dimension);
      return new ProductCoder(quantizer, rotation, digits, kernels);
    }
  }

  private LinearMap rotation(VectorRows residuals, ProductTraining.Settings settings) {
    RowFilter all = RowFilter.all(residuals.count());
    return OpqTraining.train(
        residuals, all, settings, ROUNDS, kernels, arena, _ -> {}, parallel.cancelled());
  }

  private VectorRows rotated(@Nullable LinearMap rotation, VectorRows table, Arena whileTraining) {
    return rotation == null ? table : rotation.applyToAll(table, kernels, parallel, whileTraining);
  }

  private VectorRows table(int count, Arena whileTraining) {
    long floats = (long) count * rows.dimension();
    MemorySegment data = LargePages.allocate(floats * Float.BYTES, whileTraining);
    return new VectorRows(data, rows.dimension(), count);
  }

  /** Takes rows evenly from all lists: their vectors, and their differences from the centroids. */
  private void sample(VectorRows residuals, VectorRows wholes) {
    int dimension = rows.dimension();
    float[] vector = new float[dimension];
    float[] centroid = new float[dimension];
    int list = 0;
    for (int i = 0; i < residuals.count(); i++) {
      int at = (int) ((long) i * order.entries() / residuals.count());
      while (at >= order.start(list + 1)) {
        list++;
      }
      rows.read(order.row(at), vector);
      centroids.read(list, centroid);
      MemorySegment.copy(
          vector, 0, wholes.data(), VectorRows.COMPONENT, wholes.offset(i), dimension);
      for (int j = 0; j < dimension; j++) {
        vector[j] -= centroid[j];
      }
      MemorySegment.copy(
          vector, 0, residuals.data(), VectorRows.COMPONENT, residuals.offset(i), dimension);
    }
  }
}
