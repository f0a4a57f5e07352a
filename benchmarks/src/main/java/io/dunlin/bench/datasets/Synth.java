package io.dunlin.bench.datasets;

import io.dunlin.bench.datasets.Draws.Purpose;
import io.dunlin.index.Metric;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Generated vectors that are hard to search, of the kind that {@code gen_synth.py} of the given
 * data makes: clusters that overlap, each a Gaussian on a flat of few dimensions of its own, with
 * noise in all dimensions. Clusters are the smaller the higher their rank, and of various spreads;
 * the variance of the whole falls from direction to direction, and a rotation hides that from the
 * axes. Compared by Euclidean distance.
 *
 * @param dimension of the vectors
 * @param clusters of them
 * @param seed of all randomness
 */
public record Synth(int dimension, int clusters, long seed) implements Generator {
  /** Dimensions of a cluster's flat. */
  private static final int FLAT = 16;

  private static final double SPREAD = 1.6;
  private static final float NOISE = 0.15f;

  /** 128 dimensions, 4,000 clusters. */
  public static Synth standard(long seed) {
    return new Synth(128, 4_000, seed);
  }

  @Override
  public String name() {
    return "synth";
  }

  @Override
  public Metric metric() {
    return Metric.EUCLID;
  }

  @Override
  public Function<RandomGenerator, float[]> model() {
    return new Model(this);
  }

  private static final class Model implements Function<RandomGenerator, float[]> {
    private final float[][] centres;
    private final float[][][] bases;
    private final double[] cumulativeWeights;

    Model(Synth synth) {
      RandomGenerator random = new Draws(synth.seed).random(Purpose.MODEL, 0);
      int dimension = synth.dimension;
      float[][] rotation = rotation(random, dimension);
      centres = new float[synth.clusters][];
      bases = new float[synth.clusters][FLAT][];
      for (int cluster = 0; cluster < synth.clusters; cluster++) {
        centres[cluster] = direction(random, rotation, 1);
        double spread = SPREAD * StrictMath.exp(-0.1 + 0.35 * random.nextGaussian());
        for (int axis = 0; axis < FLAT; axis++) {
          bases[cluster][axis] = direction(random, rotation, spread / StrictMath.sqrt(FLAT));
        }
      }
      cumulativeWeights = Draws.cumulativeWeights(synth.clusters, 0.7);
    }

    /** Gaussian, less and less in each further dimension, and rotated. */
    private static float[] direction(RandomGenerator random, float[][] rotation, double scale) {
      float[] rotated = new float[rotation.length];
      for (int i = 0; i < rotation.length; i++) {
        double deviation = scale / StrictMath.sqrt(1 + i / 8.0);
        Draws.add(rotated, (float) (deviation * random.nextGaussian()), rotation[i]);
      }
      return rotated;
    }

    /**
     * Orthonormal rows: Gaussian ones, each less what it shares with those before (Gram-Schmidt).
     */
    private static float[][] rotation(RandomGenerator random, int dimension) {
      float[][] rows = Draws.gaussian(random, dimension, dimension, 1);
      for (int i = 0; i < dimension; i++) {
        for (int before = 0; before < i; before++) {
          double shared = 0;
          for (int j = 0; j < dimension; j++) {
            shared += (double) rows[i][j] * rows[before][j];
          }
          Draws.add(rows[i], (float) -shared, rows[before]);
        }
        Draws.normalise(rows[i]);
      }
      return rows;
    }

    @Override
    public float[] apply(RandomGenerator random) {
      int cluster = Draws.cluster(random, cumulativeWeights);
      float[] vector = centres[cluster].clone();
      for (float[] axis : bases[cluster]) {
        Draws.add(vector, (float) random.nextGaussian(), axis);
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] += NOISE * (float) random.nextGaussian();
      }
      return vector;
    }
  }
}
