package io.dunlin.index.hnsw;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.CombinedIndex;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.search.Combination;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is asked for by several vectors at once, against a scan of all rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CombinedWalkTest {
  private static final long SEED = 20_261_123;
  private static final int ROWS = 20_000;
  private static final int SEARCHES = 60;
  private static final int K = 10;
  private static final int EF = 128;

  /** Bits of a component where walks go by the vectors. */
  private static final int WHOLE = 32;

  private final HnswFixture fixture = new HnswFixture(SEED, ROWS, 24, Metric.EUCLID);
  private final HnswGraph graph = fixture.build(2);
  private final SearchScratch scratch = new SearchScratch();

  /** A score of four vectors. */
  enum Kind {
    /** Near to any of three, and not to the fourth. */
    BEST,
    /** Near to three together, far from the fourth. */
    SUM,
    /** On the right side of one, and then near to the first. */
    TARGET,
    /** On the right side of two, or as little as can be on the wrong one. */
    CONTEXT;

    Combination combination() {
      return switch (this) {
        case BEST ->
            (scores, place) -> {
              float near = Math.max(scores[0][place], Math.max(scores[1][place], scores[2][place]));
              return near > scores[3][place] ? near : scores[3][place] - 1e6f;
            };
        case SUM ->
            (scores, place) ->
                scores[0][place] + scores[1][place] + scores[2][place] - scores[3][place];
        case TARGET ->
            (scores, place) ->
                1000 * Math.signum(scores[1][place] - scores[3][place]) + scores[0][place];
        case CONTEXT ->
            (scores, place) ->
                Math.min(0, scores[0][place] - scores[1][place])
                    + Math.min(0, scores[2][place] - scores[3][place]);
      };
    }
  }

  static Stream<Arguments> searches() {
    return Stream.of(Kind.values())
        .flatMap(kind ->
            Stream.of(1.0, 0.5)
                .flatMap(
                    share -> Stream.of(WHOLE, 8).map(bits -> Arguments.of(kind, share, bits))));
  }

  @ParameterizedTest
  @MethodSource("searches")
  void findsTheBestWithoutLookingAtAllRows(Kind kind, double share, int bits) {
    HnswIndex index =
        bits == WHOLE
            ? fixture.index(graph)
            : new HnswIndex(
                fixture.scorer(),
                graph,
                CodedWalkTest.scorer(fixture, HnswFixture.KERNELS, bits),
                null);
    FlatIndex exact = new FlatIndex(fixture.rows, fixture.metric, HnswFixture.KERNELS);
    SplittableRandom random = new SplittableRandom(SEED);
    int good = 0;
    long scored = 0;
    for (int i = 0; i < SEARCHES; i++) {
      float[][] vectors = vectors(random);
      BitSet accepted = accepted(share, random);
      TopK truth = search(exact, vectors, kind, RowFilter.of(accepted, ROWS));
      long before = scratch.scored();
      TopK found = search(index, vectors, kind, RowFilter.of(accepted, ROWS));
      scored += scratch.scored() - before;
      assertThat(rows(found)).hasSize(K).doesNotHaveDuplicates();
      assertThat(Arrays.stream(rows(found))).allMatch(accepted::get);
      for (int rank = 0; rank < K; rank++) {
        good += found.score(rank) >= truth.score(K - 1) ? 1 : 0;
      }
    }
    assertThat((double) good / (K * SEARCHES)).as("seed %d", SEED).isGreaterThan(0.93);
    assertThat(scored / SEARCHES).isLessThan((long) (0.75 * share * ROWS));
  }

  /** Of tables larger than this one few rows are accepted, and yet too many for a scan. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void stepsOverWhatIsRefused(Kind kind) {
    FlatIndex exact = new FlatIndex(fixture.rows, fixture.metric, HnswFixture.KERNELS);
    SplittableRandom random = new SplittableRandom(SEED);
    int good = 0;
    for (int i = 0; i < SEARCHES; i++) {
      float[][] vectors = vectors(random);
      BitSet accepted = accepted(0.1, random);
      TopK truth = search(exact, vectors, kind, RowFilter.of(accepted, ROWS));
      CombinedWalk walk =
          new CombinedWalk(
              graph, fixture.scorer(), HnswFixture.KERNELS, vectors, kind.combination());
      assertThat(walk.nearest(EF, RowFilter.of(accepted, ROWS), true, ROWS, scratch)).isTrue();
      TopK found = scratch.results();
      found.sort();
      for (int rank = 0; rank < K; rank++) {
        assertThat(accepted.get(found.row(rank))).isTrue();
        good += found.score(rank) >= truth.score(K - 1) ? 1 : 0;
      }
    }
    assertThat((double) good / (K * SEARCHES)).as("seed %d", SEED).isGreaterThan(0.93);
  }

  @Test
  void findsAsManyAsThereAre() {
    HnswIndex index = fixture.index(graph);
    SplittableRandom random = new SplittableRandom(SEED);
    for (double share : new double[] {0.2, 0.01, 3.0 / ROWS}) {
      BitSet accepted = accepted(share, random);
      float[][] vectors = Arrays.copyOf(fixture.queries, 4);
      TopK found = search(index, vectors, Kind.BEST, RowFilter.of(accepted, ROWS));
      assertThat(rows(found)).hasSize(Math.min(K, accepted.cardinality()));
    }
  }

  private float[][] vectors(SplittableRandom random) {
    float[][] vectors = new float[4][];
    Arrays.setAll(vectors, _ -> fixture.queries[random.nextInt(fixture.queries.length)]);
    return vectors;
  }

  private static BitSet accepted(double share, SplittableRandom random) {
    BitSet accepted = new BitSet();
    for (int row = 0; row < ROWS; row++) {
      accepted.set(row, random.nextDouble() < share);
    }
    return accepted;
  }

  private TopK search(CombinedIndex index, float[][] vectors, Kind kind, RowFilter filter) {
    TopK out = new TopK();
    out.reset(K);
    index.search(vectors, kind.combination(), new SearchParams(EF, false), filter, scratch, out);
    out.sort();
    return out;
  }

  private static int[] rows(TopK found) {
    int[] rows = new int[found.size()];
    Arrays.setAll(rows, found::row);
    return rows;
  }
}
