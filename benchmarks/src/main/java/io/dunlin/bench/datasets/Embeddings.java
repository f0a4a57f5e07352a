package io.dunlin.bench.datasets;

import io.dunlin.bench.datasets.Draws.Purpose;
import io.dunlin.index.Metric;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Generated vectors like embeddings of texts: of length one, in a narrow cone, in topics whose
 * sizes follow a power law, themselves gathered in themes. What a text is about within its topic
 * are some of a limited number of aspects, shared by all topics, so that locally there are few
 * dimensions and the topics run into each other. Compared by cosine.
 *
 * <p>A vector is {@code normalise(mean + theme + topic + sum of strength * aspect + noise)}.
 *
 * @param dimension of the vectors
 * @param topics of them
 * @param seed of all randomness
 */
public record Embeddings(int dimension, int topics, long seed) implements Generator {
  private static final int THEMES = 64;
  private static final int ASPECTS = 256;
  private static final int ASPECTS_OF_TOPIC = 24;

  // Lengths of the parts, of which a text's aspects and noise vary around one.
  private static final double MEAN = 0.9;
  private static final double THEME = 0.8;
  private static final double TOPIC = 0.7;
  private static final double TEXT = 1.0;
  private static final double NOISE = 0.25;

  /** 768 dimensions, 3,000 topics. */
  public static Embeddings standard(long seed) {
    return new Embeddings(768, 3_000, seed);
  }

  @Override
  public String name() {
    return "embeddings";
  }

  @Override
  public Metric metric() {
    return Metric.COSINE;
  }

  @Override
  public Function<RandomGenerator, float[]> model() {
    return new Model(this);
  }

  private static final class Model implements Function<RandomGenerator, float[]> {
    private final float noise;
    private final float[][] centres;
    private final float[][] aspects;
    private final int[][] aspectsOf;
    private final float[][] strengthsOf;
    private final double[] cumulativeWeights;

    Model(Embeddings embeddings) {
      RandomGenerator random = new Draws(embeddings.seed).random(Purpose.MODEL, 0);
      int dimension = embeddings.dimension;
      double perComponent = 1 / StrictMath.sqrt(dimension);
      noise = (float) (NOISE * perComponent);
      float[] mean = Draws.gaussian(random, 1, dimension, MEAN * perComponent)[0];
      float[][] themes = Draws.gaussian(random, THEMES, dimension, THEME * perComponent);
      aspects = Draws.gaussian(random, ASPECTS, dimension, perComponent);
      centres = Draws.gaussian(random, embeddings.topics, dimension, TOPIC * perComponent);
      aspectsOf = new int[embeddings.topics][];
      strengthsOf = new float[embeddings.topics][];
      for (int topic = 0; topic < embeddings.topics; topic++) {
        Draws.add(centres[topic], 1, mean);
        Draws.add(centres[topic], 1, themes[random.nextInt(THEMES)]);
        aspectsOf[topic] = random.ints(ASPECTS_OF_TOPIC, 0, ASPECTS).toArray();
        strengthsOf[topic] = strengths(random);
      }
      cumulativeWeights = Draws.cumulativeWeights(embeddings.topics, 1);
    }

    /** Falling from aspect to aspect, and together about as long as a text's part. */
    private static float[] strengths(RandomGenerator random) {
      float[] strengths = new float[ASPECTS_OF_TOPIC];
      double squares = 0;
      for (int i = 0; i < strengths.length; i++) {
        strengths[i] = (float) (1 / StrictMath.sqrt(1 + i / 4.0));
        squares += (double) strengths[i] * strengths[i];
      }
      double spread = TEXT * StrictMath.exp(0.3 * random.nextGaussian());
      for (int i = 0; i < strengths.length; i++) {
        strengths[i] *= (float) (spread / StrictMath.sqrt(squares));
      }
      return strengths;
    }

    @Override
    public float[] apply(RandomGenerator random) {
      int topic = Draws.cluster(random, cumulativeWeights);
      float[] vector = centres[topic].clone();
      for (int i = 0; i < ASPECTS_OF_TOPIC; i++) {
        float strength = strengthsOf[topic][i] * (float) random.nextGaussian();
        Draws.add(vector, strength, aspects[aspectsOf[topic][i]]);
      }
      for (int i = 0; i < vector.length; i++) {
        vector[i] += noise * (float) random.nextGaussian();
      }
      Draws.normalise(vector);
      return vector;
    }
  }
}
