package io.dunlin.index.ivf;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters of every selectivity that have something to do with where the query lies, or nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IvfFilterTest {
  private static final int ROWS = 30_000;
  private static final int K = 10;
  private static final int PROBES = 12;

  enum Kind {
    /** Any rows. */
    INDEPENDENT,
    /** The rows nearest to the query. */
    CORRELATED,
    /** The rows farthest from the query. */
    ANTI_CORRELATED
  }

  private final IvfFixture fixture = new IvfFixture(ROWS, 24, Metric.EUCLID);
  private final FlatIndex exact = new FlatIndex(fixture.rows, fixture.metric, IvfFixture.KERNELS);
  private final Map<IvfCodec, IvfIndex> indexes = new EnumMap<>(IvfCodec.class);
  private final SearchScratch scratch = new SearchScratch();

  static Stream<Arguments> all() {
    return Arrays.stream(IvfCodec.values())
        .flatMap(codec ->
            Arrays.stream(Kind.values())
                .flatMap(kind ->
                    Stream.of(0.5, 0.1, 0.01, 0.001, 0.0001)
                        .map(share -> Arguments.of(codec, kind, share))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsTheBestOfTheAccepted(IvfCodec codec, Kind kind, double share) {
    SplittableRandom random = new SplittableRandom(11);
    int found = 0;
    int wanted = 0;
    for (float[] query : Arrays.copyOf(fixture.queries, 30)) {
      BitSet accepted = accepted(kind, share, query, random);
      RowFilter filter =
          random.nextBoolean() ? TestRows.filter(accepted) : RowFilter.of(accepted, ROWS);
      int k = Math.min(K, accepted.cardinality());
      int[] truth = IvfFixture.search(exact, query, k, IvfFixture.probing(PROBES), filter);
      int[] answer = IvfFixture.search(index(codec), query, k, IvfFixture.probing(PROBES), filter);
      assertThat(answer).as("never fewer than k").hasSize(k).doesNotHaveDuplicates();
      assertThat(Arrays.stream(answer).allMatch(accepted::get)).isTrue();
      wanted += k;
      found += IvfFixture.common(truth, answer);
    }
    assertThat((double) found / wanted).as("%s %s %s", codec, kind, share).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @EnumSource
  void neverFewerThanKWhileKAreAccepted(IvfCodec codec) {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 30; round++) {
      BitSet accepted = new BitSet();
      int first = random.nextInt(ROWS);
      accepted.set(first, Math.min(ROWS, first + random.nextInt(1, 3_000)));
      int k = random.nextInt(1, 200);
      for (int estimate : new int[] {accepted.cardinality(), 1, ROWS}) {
        RowFilter filter = TestRows.filter(accepted, estimate);
        float[] query = fixture.queries[round];
        int[] found = IvfFixture.search(index(codec), query, k, IvfFixture.probing(1), filter);
        assertThat(found).hasSize(Math.min(k, accepted.cardinality()));
        assertThat(IntStream.of(found)).allMatch(accepted::get).doesNotHaveDuplicates();
      }
    }
    for (int estimate : new int[] {0, 1, ROWS}) {
      RowFilter none = TestRows.filter(new BitSet(), estimate);
      assertThat(
              IvfFixture.search(index(codec), fixture.queries[0], 5, IvfFixture.probing(0), none))
          .isEmpty();
    }
  }

  private IvfIndex index(IvfCodec codec) {
    return indexes.computeIfAbsent(
        codec, c -> fixture.index(IvfParams.of(c, IvfFixture.SEED).withLists(256)));
  }

  private BitSet accepted(Kind kind, double share, float[] query, SplittableRandom random) {
    BitSet accepted = new BitSet();
    int count = Math.max(1, (int) (share * ROWS));
    if (kind == Kind.INDEPENDENT) {
      while (accepted.cardinality() < count) {
        accepted.set(random.nextInt(ROWS));
      }
      return accepted;
    }
    TopK all = new TopK();
    all.reset(ROWS);
    exact.search(query, new SearchParams(1, true), RowFilter.all(ROWS), scratch, all);
    all.sort();
    for (int i = 0; i < count; i++) {
      accepted.set(all.row(kind == Kind.CORRELATED ? i : ROWS - 1 - i));
    }
    return accepted;
  }
}
