package io.dunlin.actors.shard;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a stored vector moves when deltas to it are pushed, as workers push them to a parameter
 * server. A delta says where to: who has a gradient to descend sends it with the other sign.
 *
 * <p>What some have to remember of a point from delta to delta stands in another of its vectors,
 * which the collection's user has made for it. So it is as durable as the point, is copied, moved,
 * put into snapshots and deleted with it, and can be read and set; a point that has none yet begins
 * with zeros.
 */
public sealed interface VectorOptimizer {
  /**
   * Moves a vector by one delta.
   *
   * @param state of {@link #stateSize} components; changed, too
   */
  void step(float[] vector, float[] delta, float[] state);

  /** Components that it remembers of a vector of {@code dimension} components. */
  int stateSize(int dimension);

  /** The vector that has its state, by name or by key; empty where it remembers nothing. */
  default Optional<String> state() {
    return Optional.empty();
  }

  /** The same, its state's vector named by what {@code key} gives for its name. */
  default VectorOptimizer withKey(UnaryOperator<String> key) {
    return this;
  }

  /** Adds each delta, times the rate. */
  record Sgd(double rate) implements VectorOptimizer {
    @Override
    public void step(float[] vector, float[] delta, float[] state) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] += (float) (rate * delta[i]);
      }
    }

    @Override
    public int stateSize(int dimension) {
      return 0;
    }
  }

  /**
   * Adds the mean of the deltas to a point that come in one request, which is made of them first.
   */
  record Average() implements VectorOptimizer {
    private static final Sgd SUM = new Sgd(1);

    @Override
    public void step(float[] vector, float[] delta, float[] state) {
      SUM.step(vector, delta, state);
    }

    @Override
    public int stateSize(int dimension) {
      return 0;
    }
  }

  /**
   * Components that have moved much move less (Duchi, Hazan and Singer, "Adaptive Subgradient
   * Methods for Online Learning and Stochastic Optimization", 2011). The state is the sum of the
   * squares of all deltas.
   */
  record AdaGrad(double rate, double epsilon, String name) implements VectorOptimizer {
    public static final double DEFAULT_EPSILON = 1e-10;

    @Override
    public void step(float[] vector, float[] delta, float[] state) {
      for (int i = 0; i < vector.length; i++) {
        state[i] += delta[i] * delta[i];
        vector[i] += (float) (rate * delta[i] / (Math.sqrt(state[i]) + epsilon));
      }
    }

    @Override
    public int stateSize(int dimension) {
      return dimension;
    }

    @Override
    public Optional<String> state() {
      return Optional.of(name);
    }

    @Override
    public AdaGrad withKey(UnaryOperator<String> key) {
      return new AdaGrad(rate, epsilon, key.apply(name));
    }
  }

  /**
   * By the mean of the deltas so far over the root of the mean of their squares, both weighing the
   * newest most (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015). The state is
   * the first means, the second means, and the number of deltas.
   *
   * @param beta1 what is kept of the first means at each delta
   * @param beta2 what is kept of the second
   */
  record Adam(double rate, double beta1, double beta2, double epsilon, String name)
      implements VectorOptimizer {
    public static final double DEFAULT_RATE = 0.001;
    public static final double DEFAULT_BETA1 = 0.9;
    public static final double DEFAULT_BETA2 = 0.999;
    public static final double DEFAULT_EPSILON = 1e-8;

    @Override
    public void step(float[] vector, float[] delta, float[] state) {
      int dimension = vector.length;
      int last = 2 * dimension;
      // Whole up to 2^24, where it stays: long before, the corrections are 1.
      state[last]++;
      double first = 1 - Math.pow(beta1, state[last]);
      double second = 1 - Math.pow(beta2, state[last]);
      for (int i = 0; i < dimension; i++) {
        double square = (double) delta[i] * delta[i];
        state[i] = (float) (beta1 * state[i] + (1 - beta1) * delta[i]);
        state[dimension + i] = (float) (beta2 * state[dimension + i] + (1 - beta2) * square);
        vector[i] +=
            (float)
                (rate * (state[i] / first) / (Math.sqrt(state[dimension + i] / second) + epsilon));
      }
    }

    @Override
    public int stateSize(int dimension) {
      return 2 * dimension + 1;
    }

    @Override
    public Optional<String> state() {
      return Optional.of(name);
    }

    @Override
    public Adam withKey(UnaryOperator<String> key) {
      return new Adam(rate, beta1, beta2, epsilon, key.apply(name));
    }
  }
}
