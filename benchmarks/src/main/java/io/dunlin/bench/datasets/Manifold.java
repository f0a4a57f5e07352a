package io.dunlin.bench.datasets;

import io.dunlin.index.Metric;
import io.dunlin.index.memory.VectorRows;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Generated vectors about as hard to search as real descriptors: points of a Gaussian mixture in a
 * latent space, carried by a random two-layer tanh network onto a curved continuum in the space of
 * the vectors, plus small noise, times 100. Density varies with the components' weights (falling
 * slowly with rank) and spreads. Queries come from the same source.
 *
 * <p>The same specification gives the same bits on every machine with the same JDK: rows come in
 * blocks, each from a generator seeded by the block's number, and the functions are those of {@link
 * StrictMath}. A set of more rows begins with the rows of a smaller one.
 *
 * @param dimension of the vectors
 * @param latent dimensions of the mixture
 * @param components of the mixture
 * @param seed of all randomness
 */
public record Manifold(int dimension, int latent, int components, long seed) {
  private static final int HIDDEN = 96;
  private static final int BLOCK = 10_000;
  private static final int NEIGHBOURS = 100;
  private static final float SCALE = 100f;
  private static final float NOISE = 0.06f;
  private static final RandomGeneratorFactory<RandomGenerator> RANDOM =
      RandomGeneratorFactory.of("L64X128MixRandom");

  /** 128 dimensions, 32 of them latent, 2,000 components. */
  public static Manifold standard(long seed) {
    return new Manifold(128, 32, 2_000, seed);
  }

  /** Rows, queries and the 100 exact nearest rows of each query, by Euclidean distance. */
  public Dataset generate(int rows, int queries) {
    Source source = new Source(this);
    VectorRows base = source.draw(rows, Stream.ROWS);
    float[][] asked = VectorFiles.toArrays(source.draw(queries, Stream.QUERIES));
    int[][] neighbours = ExactNeighbours.find(base, asked, Metric.EUCLID, NEIGHBOURS);
    return new Dataset(
        "manifold, " + rows + " x " + dimension, Metric.EUCLID, base, asked, neighbours);
  }

  /** What a generator is for; part of its seed, so that no two draw the same numbers. */
  private enum Stream {
    NETWORK(1),
    ROWS(2),
    QUERIES(3);

    private final long salt;

    Stream(long salt) {
      this.salt = salt;
    }
  }

  private RandomGenerator random(Stream stream, int block) {
    return RANDOM.create((seed * 31 + stream.salt) * 1_000_003 + block);
  }

  /** The network and the mixture, drawn once. */
  private static final class Source {
    private final Manifold manifold;
    private final float[][] toHidden;
    private final float[] hiddenBias;
    private final float[][] toOutput;
    private final float[] outputBias;
    private final float[][] centres;
    private final float[][] spreads;
    private final double[] cumulativeWeights;

    Source(Manifold manifold) {
      this.manifold = manifold;
      RandomGenerator random = manifold.random(Stream.NETWORK, 0);
      int latent = manifold.latent;
      toHidden = gaussian(random, latent, HIDDEN, 1.2 / StrictMath.sqrt(latent));
      hiddenBias = gaussian(random, 1, HIDDEN, 0.5)[0];
      toOutput = gaussian(random, HIDDEN, manifold.dimension, 1.5 / StrictMath.sqrt(HIDDEN));
      outputBias = gaussian(random, 1, manifold.dimension, 0.2)[0];
      centres = gaussian(random, manifold.components, latent, 1);
      spreads = new float[manifold.components][latent];
      for (float[] spread : spreads) {
        double ofComponent = StrictMath.exp(-0.7 + 0.3 * random.nextGaussian());
        for (int i = 0; i < latent; i++) {
          spread[i] = (float) (ofComponent * StrictMath.exp(0.5 * random.nextGaussian()));
        }
      }
      cumulativeWeights = new double[manifold.components];
      double sum = 0;
      for (int component = 0; component < manifold.components; component++) {
        sum += StrictMath.pow(10 + component, -0.6);
        cumulativeWeights[component] = sum;
      }
    }

    VectorRows draw(int count, Stream stream) {
      RowTable table = new RowTable(count, manifold.dimension);
      IntStream.range(0, Math.ceilDiv(count, BLOCK))
          .parallel()
          .forEach(block -> {
            RandomGenerator random = manifold.random(stream, block);
            int end = Math.min(count, (block + 1) * BLOCK);
            for (int row = block * BLOCK; row < end; row++) {
              table.set(row, drawVector(random));
            }
          });
      return table.rows();
    }

    private float[] drawVector(RandomGenerator random) {
      int component = drawComponent(random);
      float[] point = new float[manifold.latent];
      for (int i = 0; i < point.length; i++) {
        point[i] = centres[component][i] + spreads[component][i] * (float) random.nextGaussian();
      }
      float[] hidden = layer(point, toHidden, hiddenBias);
      for (int i = 0; i < HIDDEN; i++) {
        hidden[i] = (float) StrictMath.tanh(hidden[i]);
      }
      float[] vector = layer(hidden, toOutput, outputBias);
      for (int i = 0; i < vector.length; i++) {
        float noise = NOISE * (float) random.nextGaussian();
        vector[i] = SCALE * ((float) StrictMath.tanh(vector[i]) + noise);
      }
      return vector;
    }

    private int drawComponent(RandomGenerator random) {
      double drawn = random.nextDouble() * cumulativeWeights[cumulativeWeights.length - 1];
      int found = Arrays.binarySearch(cumulativeWeights, drawn);
      return found >= 0 ? found : -found - 1;
    }

    private static float[] layer(float[] input, float[][] weights, float[] bias) {
      float[] output = bias.clone();
      for (int i = 0; i < input.length; i++) {
        float value = input[i];
        float[] row = weights[i];
        for (int j = 0; j < output.length; j++) {
          output[j] += value * row[j];
        }
      }
      return output;
    }

    private static float[][] gaussian(
        RandomGenerator random, int rows, int columns, double deviation) {
      float[][] matrix = new float[rows][columns];
      for (float[] row : matrix) {
        for (int i = 0; i < columns; i++) {
          row[i] = (float) (random.nextGaussian() * deviation);
        }
      }
      return matrix;
    }
  }
}
