package io.dunlin.index.hnsw;

import io.dunlin.index.FilterOracle;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of every selectivity that have something to do with where the query lies, or nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilteredSearchTest {
  /** Bits of a component that walks read; so many are the vectors' own. */
  private static final int WHOLE = 32;

  /** Bytes of rows, and codes of links. */
  private static final int LINKS = 9;

  private final HnswFixture fixture = new HnswFixture(7, 30_000, 24, Metric.EUCLID);
  private final HnswGraph graph = fixture.build(2);
  private final Map<Integer, FilterOracle> oracles = new HashMap<>();

  static Stream<Arguments> filters() {
    return Stream.of(WHOLE, LINKS, 8, 4)
        .flatMap(bits ->
            Arrays.stream(FilterOracle.Kind.values())
                .flatMap(kind ->
                    Stream.of(0.9, 0.7, 0.5, 0.3, 0.1, 0.01, 0.001, 0.0001)
                        .map(share -> Arguments.of(bits, kind, share))));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsTheBestOfTheAccepted(int bits, FilterOracle.Kind kind, double share) {
    oracle(bits).expectTheBest(Arrays.copyOf(fixture.queries, 40), kind, share);
  }

  @ParameterizedTest
  @ValueSource(ints = {WHOLE, LINKS, 8, 4})
  void neverFewerThanKWhileKAreAccepted(int bits) {
    oracle(bits).expectNeverFewer(Arrays.copyOf(fixture.queries, 30));
  }

  private FilterOracle oracle(int bits) {
    return oracles.computeIfAbsent(
        bits, b -> new FilterOracle(index(b), new SearchParams(64, false)));
  }

  private HnswIndex index(int bits) {
    return switch (bits) {
      case WHOLE -> fixture.index(graph);
      case LINKS -> LinkCodesTest.inBytes(fixture, graph, HnswFixture.KERNELS);
      default ->
          new HnswIndex(
              fixture.scorer(HnswFixture.KERNELS),
              graph,
              CodedWalkTest.scorer(fixture, HnswFixture.KERNELS, bits),
              null);
    };
  }
}
