package io.dunlin.index.hnsw;

import io.dunlin.index.FilterOracle;
import io.dunlin.index.Metric;
import io.dunlin.index.search.SearchParams;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters of every selectivity that have something to do with where the query lies, or nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilteredSearchTest {
  private final HnswFixture fixture = new HnswFixture(7, 30_000, 24, Metric.EUCLID);
  private final FilterOracle oracle =
      new FilterOracle(fixture.index(fixture.build(2)), new SearchParams(64, false));

  static Stream<Arguments> filters() {
    return Arrays.stream(FilterOracle.Kind.values())
        .flatMap(kind ->
            Stream.of(0.5, 0.3, 0.1, 0.01, 0.001, 0.0001).map(share -> Arguments.of(kind, share)));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void findsTheBestOfTheAccepted(FilterOracle.Kind kind, double share) {
    oracle.expectTheBest(Arrays.copyOf(fixture.queries, 40), kind, share);
  }

  @Test
  void neverFewerThanKWhileKAreAccepted() {
    oracle.expectNeverFewer(Arrays.copyOf(fixture.queries, 30));
  }
}
