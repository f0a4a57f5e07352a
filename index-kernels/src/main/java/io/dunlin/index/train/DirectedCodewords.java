package io.dunlin.index.train;

import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.parallel.ParallelRows;
import io.dunlin.index.quantize.ProductEncoder;
import io.dunlin.index.quantize.ProductQuantizer;
import io.dunlin.index.quantize.SubSpaces;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Moves codewords to where errors along the rows' directions are small: section 4.2 of Guo et al.
 * (ICML 2020). Digits and codewords are improved in turn. While all else stays, the best place of a
 * codeword c of one part solves {@code (n I + (eta - 1) sum u u') c = sum x + (eta - 1) u (u'x +
 * rest)} over the n rows that use it, with x and u the row's part and the direction's, and rest the
 * error that the row's other parts make along the direction. The paper solves for all parts at
 * once; here one part follows the other, which lowers the same loss and needs no large system.
 */
final class DirectedCodewords {
  /** One iteration for so many of k-means: these are dear, and the first few do most. */
  private static final int K_MEANS_ITERATIONS = 3;

  /** Codewords that a thread takes on at a time. */
  private static final int CHUNK = 4;

  private final VectorRows sample;
  private final VectorRows wholes;
  private final SubSpaces parts;
  private final ProductTraining.Settings settings;
  private final ParallelRows parallel;
  private final int perPart;
  private final byte[] digits;

  /** One over the length of each row's whole vector, zero for one without direction. */
  private final double[] scales;

  /** For each row the error of all its parts along the direction. */
  private final double[] along;

  /** The rows, digit by digit of one part, and where each digit starts among them. */
  private final int[] members;

  private final int[] starts;

  DirectedCodewords(
      VectorRows sample,
      VectorRows wholes,
      SubSpaces parts,
      ProductTraining.Settings settings,
      ParallelRows parallel) {
    this.sample = sample;
    this.wholes = wholes;
    this.parts = parts;
    this.settings = settings;
    this.parallel = parallel;
    this.perPart = 1 << settings.bits();
    this.digits = new byte[Math.multiplyExact(sample.count(), parts.count())];
    this.scales = new double[sample.count()];
    this.along = new double[sample.count()];
    this.members = new int[sample.count()];
    this.starts = new int[perPart + 1];
  }

  /** Improves the codewords in place. */
  void train(float[] codewords, IntConsumer progress) {
    parallel.run(sample.count(), () -> this::measure);
    int iterations = Math.ceilDiv(settings.iterations(), K_MEANS_ITERATIONS);
    for (int iteration = 0; iteration < iterations; iteration++) {
      encode(new ProductQuantizer(parts, settings.bits(), settings.eta(), codewords));
      for (int part = 0; part < parts.count(); part++) {
        sortByDigit(part);
        int current = part;
        parallel.runRanges(
            perPart,
            CHUNK,
            () -> {
              Mover mover = new Mover(current, codewords);
              return mover::move;
            });
        progress.accept(sample.count());
      }
    }
  }

  private void measure(int row) {
    double squared = 0;
    for (int i = 0; i < wholes.dimension(); i++) {
      double component = component(wholes, row, i);
      squared += component * component;
    }
    scales[row] = squared > 0 ? 1 / Math.sqrt(squared) : 0;
  }

  private static float component(VectorRows rows, int row, int i) {
    return rows.data().get(VectorRows.COMPONENT, rows.offset(row) + (long) i * Float.BYTES);
  }

  private void encode(ProductQuantizer quantizer) {
    parallel.run(
        sample.count(),
        () -> {
          ProductEncoder encoder = new ProductEncoder(quantizer);
          float[] vector = new float[sample.dimension()];
          float[] whole = new float[sample.dimension()];
          float[] decoded = new float[sample.dimension()];
          byte[] code = new byte[parts.count()];
          return row -> {
            sample.read(row, vector);
            wholes.read(row, whole);
            encoder.encode(vector, whole, code);
            System.arraycopy(code, 0, digits, row * code.length, code.length);
            quantizer.decode(code, decoded);
            double sum = 0;
            for (int i = 0; i < vector.length; i++) {
              sum += (vector[i] - decoded[i]) * (whole[i] * scales[row]);
            }
            along[row] = sum;
          };
        });
  }

  private int digit(int row, int part) {
    return Byte.toUnsignedInt(digits[row * parts.count() + part]);
  }

  private void sortByDigit(int part) {
    Arrays.fill(starts, 0);
    for (int row = 0; row < sample.count(); row++) {
      starts[digit(row, part) + 1]++;
    }
    for (int word = 0; word < perPart; word++) {
      starts[word + 1] += starts[word];
    }
    int[] next = starts.clone();
    for (int row = 0; row < sample.count(); row++) {
      members[next[digit(row, part)]++] = row;
    }
  }

  /** What one thread needs to move codewords of a part. */
  private final class Mover {
    private final int part;
    private final int start;
    private final int length;
    private final float[] codewords;
    private final double weight = settings.eta() - 1;
    private final double[] vector;
    private final double[] unit;
    private final DMatrixRMaj matrix;
    private final DMatrixRMaj side;
    private final DMatrixRMaj place;
    private final LinearSolverDense<DMatrixRMaj> solver;

    Mover(int part, float[] codewords) {
      this.part = part;
      this.start = parts.start(part);
      this.length = parts.length(part);
      this.codewords = codewords;
      this.vector = new double[length];
      this.unit = new double[length];
      this.matrix = new DMatrixRMaj(length, length);
      this.side = new DMatrixRMaj(length, 1);
      this.place = new DMatrixRMaj(length, 1);
      this.solver = LinearSolverFactory_DDRM.chol(length);
    }

    void move(int from, int to) {
      for (int word = from; word < to; word++) {
        int at = (part * perPart + word) * parts.width();
        if (starts[word + 1] > starts[word]) {
          addUp(word, at);
          if (solver.setA(matrix)) {
            solver.solve(side, place);
            place(word, at);
          }
        }
      }
    }

    private void addUp(int word, int at) {
      matrix.zero();
      side.zero();
      for (int member = starts[word]; member < starts[word + 1]; member++) {
        int row = members[member];
        read(row);
        double own = 0;
        double error = 0;
        for (int i = 0; i < length; i++) {
          own += unit[i] * vector[i];
          error += unit[i] * (vector[i] - codewords[at + i]);
        }
        double pull = weight * (own + along[row] - error);
        for (int i = 0; i < length; i++) {
          side.data[i] += vector[i] + pull * unit[i];
          for (int j = 0; j < length; j++) {
            matrix.data[i * length + j] += weight * unit[i] * unit[j];
          }
        }
      }
      for (int i = 0; i < length; i++) {
        matrix.data[i * length + i] += starts[word + 1] - starts[word];
      }
    }

    /** Moves a codeword, and with it the errors of the rows that use it. */
    private void place(int word, int at) {
      for (int i = 0; i < length; i++) {
        float now = (float) place.data[i];
        place.data[i] = codewords[at + i] - now;
        codewords[at + i] = now;
      }
      for (int member = starts[word]; member < starts[word + 1]; member++) {
        int row = members[member];
        read(row);
        for (int i = 0; i < length; i++) {
          along[row] += unit[i] * place.data[i];
        }
      }
    }

    private void read(int row) {
      for (int i = 0; i < length; i++) {
        vector[i] = component(sample, row, start + i);
        unit[i] = component(wholes, row, start + i) * scales[row];
      }
    }
  }
}
