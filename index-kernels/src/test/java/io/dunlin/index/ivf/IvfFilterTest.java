package io.dunlin.index.ivf;

import io.dunlin.index.FilterOracle;
import io.dunlin.index.Metric;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters of every selectivity that have something to do with where the query lies, or nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IvfFilterTest {
  private static final int LISTS = 256;
  private static final int PROBES = 12;

  private final IvfFixture fixture = new IvfFixture(30_000, 24, Metric.EUCLID);
  private final Map<IvfCodec, IvfIndex> indexes = new EnumMap<>(IvfCodec.class);

  static Stream<Arguments> filters() {
    return Arrays.stream(IvfCodec.values())
        .flatMap(codec ->
            Arrays.stream(FilterOracle.Kind.values())
                .flatMap(kind ->
                    Stream.of(0.9, 0.5, 0.1, 0.01, 0.001, 0.0001)
                        .map(share -> Arguments.of(codec, kind, share))));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsTheBestOfTheAccepted(IvfCodec codec, FilterOracle.Kind kind, double share) {
    oracle(codec, PROBES).expectTheBest(Arrays.copyOf(fixture.queries, 30), kind, share);
  }

  @ParameterizedTest
  @EnumSource
  void neverFewerThanKWhileKAreAccepted(IvfCodec codec) {
    oracle(codec, 1).expectNeverFewer(Arrays.copyOf(fixture.queries, 30));
  }

  private FilterOracle oracle(IvfCodec codec, int probes) {
    IvfIndex index =
        indexes.computeIfAbsent(
            codec, c -> fixture.index(IvfParams.of(c, IvfFixture.SEED).withLists(LISTS)));
    return new FilterOracle(index, IvfFixture.probing(probes));
  }
}
