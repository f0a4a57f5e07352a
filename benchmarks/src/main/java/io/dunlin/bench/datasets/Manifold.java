package io.dunlin.bench.datasets;

import io.dunlin.bench.datasets.Draws.Purpose;
import io.dunlin.index.Metric;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Generated vectors about as hard to search as real descriptors: points of a Gaussian mixture in a
 * latent space, carried by a random two-layer tanh network onto a curved continuum in the space of
 * the vectors, plus small noise, times 100. Density varies with the components' weights (falling
 * slowly with rank) and spreads. Compared by Euclidean distance.
 *
 * @param dimension of the vectors
 * @param latent dimensions of the mixture
 * @param components of the mixture
 * @param seed of all randomness
 */
public record Manifold(int dimension, int latent, int components, long seed) implements Generator {
  private static final int HIDDEN = 96;
  private static final float SCALE = 100f;
  private static final float NOISE = 0.06f;

  /** 128 dimensions, 32 of them latent, 2,000 components. */
  public static Manifold standard(long seed) {
    return new Manifold(128, 32, 2_000, seed);
  }

  @Override
  public String name() {
    return "manifold";
  }

  @Override
  public Metric metric() {
    return Metric.EUCLID;
  }

  @Override
  public Function<RandomGenerator, float[]> model() {
    return new Model(this);
  }

  /** The network and the mixture, drawn once. */
  private static final class Model implements Function<RandomGenerator, float[]> {
    private final float[][] toHidden;
    private final float[] hiddenBias;
    private final float[][] toOutput;
    private final float[] outputBias;
    private final float[][] centres;
    private final float[][] spreads;
    private final double[] cumulativeWeights;

    Model(Manifold manifold) {
      RandomGenerator random = new Draws(manifold.seed).random(Purpose.MODEL, 0);
      int latent = manifold.latent;
      toHidden = Draws.gaussian(random, latent, HIDDEN, 1.2 / StrictMath.sqrt(latent));
      hiddenBias = Draws.gaussian(random, 1, HIDDEN, 0.5)[0];
      toOutput = Draws.gaussian(random, HIDDEN, manifold.dimension, 1.5 / StrictMath.sqrt(HIDDEN));
      outputBias = Draws.gaussian(random, 1, manifold.dimension, 0.2)[0];
      centres = Draws.gaussian(random, manifold.components, latent, 1);
      spreads = new float[manifold.components][latent];
      for (float[] spread : spreads) {
        double ofComponent = StrictMath.exp(-0.7 + 0.3 * random.nextGaussian());
        for (int i = 0; i < latent; i++) {
          spread[i] = (float) (ofComponent * StrictMath.exp(0.5 * random.nextGaussian()));
        }
      }
      cumulativeWeights = Draws.cumulativeWeights(manifold.components, 0.6);
    }

    @Override
    public float[] apply(RandomGenerator random) {
      int component = Draws.cluster(random, cumulativeWeights);
      float[] point = centres[component].clone();
      for (int i = 0; i < point.length; i++) {
        point[i] += spreads[component][i] * (float) random.nextGaussian();
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

    private static float[] layer(float[] input, float[][] weights, float[] bias) {
      float[] output = bias.clone();
      for (int i = 0; i < input.length; i++) {
        Draws.add(output, input[i], weights[i]);
      }
      return output;
    }
  }
}
