package io.dunlin.cluster.contract.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** What a seed decides. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    this.random = new SplittableRandom(seed);
  }

  boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  double real(double least, double most) {
    return random.nextDouble(least, most);
  }

  @SafeVarargs
  final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  <T> List<T> some(int least, int most, Supplier<? extends T> value) {
    List<T> some = new ArrayList<>();
    for (int more = between(least, most); more > 0; more--) {
      some.add(value.get());
    }
    return some;
  }
}
