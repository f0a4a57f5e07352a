package io.dunlin.index.train;

import io.dunlin.index.RowFilter;
import io.dunlin.index.cluster.Sample;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.LargePages;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.ProductEncoder;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.SubSpaces;
import io.dunlin.index.transform.LinearMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Learns a rotation after which product quantization loses least: Ge, He, Ke and Sun, "Optimized
 * product quantization", CVPR 2013. It starts from their parametric solution (principal components,
 * dealt out to the parts so that the products of the variances are about equal) and goes on with
 * the non-parametric one: codewords for the rotated rows, then the rotation that brings the rows
 * nearest to their codes, in turn.
 */
public final class OpqTraining {
  /** Iterations of k-means in each round but the first. */
  private static final int ITERATIONS = 4;

  /** Variances below this share of the greatest count as equal. */
  private static final double LEAST_VARIANCE = 1e-6;

  private final VectorRows sample;
  private final VectorRows rotated;
  private final VectorRows decoded;
  private final SubSpaces parts;
  private final ProductTraining.Settings settings;
  private final Kernels kernels;
  private final ParallelRows parallel;

  private OpqTraining(
      VectorRows sample,
      ProductTraining.Settings settings,
      Kernels kernels,
      ParallelRows parallel,
      Arena arena) {
    this.sample = sample;
    this.rotated = sameShape(sample, arena);
    this.decoded = sameShape(sample, arena);
    this.parts = new SubSpaces(sample.dimension(), settings.digits());
    this.settings = settings;
    this.kernels = kernels;
    this.parallel = parallel;
  }

  /**
   * Learns a rotation. What is encoded afterwards, and its codewords are trained on, are the rows
   * that it makes.
   *
   * @param present rows that count
   * @param settings of the codes; eta does not matter here
   * @param rounds of codewords and rotation after the start; with none it is the parametric
   *     solution
   * @param arena whose memory the result is in
   * @param progress told how many parts of rows were compared with all codewords, from any thread
   * @param cancelled asked now and then; when true a {@link
   *     java.util.concurrent.CancellationException} is thrown
   */
  public static LinearMap train(
      VectorRows rows,
      RowFilter present,
      ProductTraining.Settings settings,
      int rounds,
      Kernels kernels,
      Arena arena,
      IntConsumer progress,
      BooleanSupplier cancelled) {
    ParallelRows parallel = new ParallelRows(settings.threads(), cancelled);
    try (Arena whileTraining = Arena.ofShared()) {
      SplittableRandom random = new SplittableRandom(settings.seed());
      long most = Math.max(settings.sampleRows(), PcaTraining.rows(rows));
      VectorRows sample = Sample.of(rows, present, most, random, whileTraining);
      OpqTraining training = new OpqTraining(sample, settings, kernels, parallel, whileTraining);
      return LinearMap.of(training.rotation(rounds, progress), rows.dimension(), arena);
    }
  }

  private static VectorRows sameShape(VectorRows rows, Arena arena) {
    MemorySegment data = LargePages.allocate(rows.offset(rows.count()), arena);
    return new VectorRows(data, rows.dimension(), rows.count());
  }

  private double[] rotation(int rounds, IntConsumer progress) {
    double[] rotation = dealOut(PcaTraining.axes(sample, kernels, parallel));
    Codewords codewords = new Codewords(rotated, parts, settings, kernels, parallel);
    for (int round = 0; round < rounds; round++) {
      try (Arena arena = Arena.ofShared()) {
        LinearMap.of(rotation, sample.dimension(), arena)
            .applyToAll(sample, kernels, parallel, rotated);
      }
      codewords.train(round == 0 ? settings.iterations() : ITERATIONS, progress);
      decode(
          new ProductQuantizer(
              parts, settings.bits(), ProductQuantizer.ISOTROPIC, codewords.values()));
      double[] products = Products.of(decoded, sample, kernels, parallel);
      rotation = Decompositions.nearestRotation(products, sample.dimension());
    }
    return rotation;
  }

  /**
   * The axes, each in a place of the part whose product of variances is the least so far: section
   * 3.2.3 of the paper.
   */
  private double[] dealOut(PcaTraining.Axes axes) {
    int dimension = sample.dimension();
    double[] logs = new double[parts.count()];
    int[] taken = new int[parts.count()];
    double[] rotation = new double[dimension * dimension];
    double least = axes.variances()[0] * LEAST_VARIANCE;
    for (int axis = 0; axis < dimension; axis++) {
      int part = leastOfThoseWithRoom(logs, taken);
      int place = parts.start(part) + taken[part]++;
      System.arraycopy(axes.vectors(), axis * dimension, rotation, place * dimension, dimension);
      // Of numbers of at least one, so that a product grows with each.
      logs[part] += least > 0 ? Math.log(Math.max(1, axes.variances()[axis] / least)) : 0;
    }
    return rotation;
  }

  private int leastOfThoseWithRoom(double[] logs, int[] taken) {
    int least = -1;
    for (int part = 0; part < logs.length; part++) {
      boolean hasRoom = taken[part] < parts.length(part);
      if (hasRoom && (least < 0 || logs[part] < logs[least])) {
        least = part;
      }
    }
    return least;
  }

  /** Writes what is left of the rotated rows when they are encoded. */
  private void decode(ProductQuantizer quantizer) {
    parallel.run(
        rotated.count(),
        () -> {
          ProductEncoder encoder = new ProductEncoder(quantizer);
          float[] vector = new float[rotated.dimension()];
          byte[] code = new byte[parts.count()];
          return row -> {
            rotated.read(row, vector);
            encoder.encode(vector, code);
            quantizer.decode(code, vector);
            MemorySegment.copy(
                vector,
                0,
                decoded.data(),
                VectorRows.COMPONENT,
                decoded.offset(row),
                vector.length);
          };
        });
  }
}
