package io.dunlin.index.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.FilterOracle;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.ivf.PartitionedIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of more than one index: of the same rows, or of a list's rows each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralIndexesTest {
  private static final long SEED = 20_261_123;
  private static final int ROWS = 20_000;
  private static final int LISTS = 40;
  private static final SearchParams PARAMS = new SearchParams(20, false, 5, CodeUse.DEFAULT);
  private static final IndexPlan.Graph GRAPH =
      new IndexPlan.Graph(new HnswParams(16, 100, SEED), new RowCodes.Bytes(1), false);
  private static final IndexPlan.Partitioned PARTITIONED =
      new IndexPlan.Partitioned(IvfParams.of(IvfCodec.FLAT, SEED).withLists(LISTS), GRAPH);

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final float[][] centers = TestRows.uniform(random, 40, 24);
  private final VectorRows rows = TestRows.of(TestRows.clustered(random, ROWS, centers));
  private final float[][] queries = TestRows.clustered(random, 30, centers);
  private final VectorScorer vectors =
      new VectorScorer(rows, Metric.EUCLID, Kernels.choose("auto"));
  private final VectorIndex partitioned = index(PARTITIONED, RowFilter.all(ROWS));
  private final FusedIndex fused =
      (FusedIndex)
          index(
              new IndexPlan.Fused(GRAPH, new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, SEED))),
              RowFilter.all(ROWS));

  static Stream<Arguments> filters() {
    return Arrays.stream(FilterOracle.Kind.values())
        .flatMap(kind ->
            Stream.of(1.0, 0.7, 0.5, 0.3, 0.1, 0.01, 0.0001)
                .map(share -> Arguments.of(kind, share)));
  }

  @ParameterizedTest
  @MethodSource("filters")
  void graphsOfListsFindTheBestOfTheAccepted(FilterOracle.Kind kind, double share) {
    new FilterOracle(partitioned, PARAMS).expectTheBest(queries, kind, share);
  }

  @Test
  void graphsOfListsFindNeverFewerThanKWhileKAreAccepted() {
    SearchParams nearest = new SearchParams(16, false, 1, CodeUse.DEFAULT);
    new FilterOracle(partitioned, nearest).expectNeverFewer(queries);
  }

  @Test
  void listsHaveGraphsUnlessTheyAreSmall() {
    List<? extends VectorIndex> parts = ((PartitionedIndex) partitioned).parts();
    assertThat(parts).hasSize(LISTS);
    assertThat(parts.stream().mapToInt(part -> part.rows().count()).sum()).isEqualTo(ROWS);
    assertThat(parts).allMatch(part -> part.rows().count() < 256 || part instanceof HnswIndex);
  }

  @Test
  void graphsOfListsAreTheSameWhateverTheThreads() {
    Map<IndexSection, MemorySegment> one = build(PARTITIONED, RowFilter.all(ROWS), 1);
    Map<IndexSection, MemorySegment> two = build(PARTITIONED, RowFilter.all(ROWS), 2);
    assertThat(one.keySet()).isEqualTo(two.keySet());
    one.forEach((section, bytes) ->
        assertThat(bytes.mismatch(two.getOrDefault(section, MemorySegment.NULL)))
            .as(section.label())
            .isEqualTo(-1));
  }

  @Test
  void rowsWithoutAVectorAreNotInLists() {
    BitSet present = new BitSet();
    present.set(0, ROWS / 2);
    VectorIndex half = index(PARTITIONED, RowFilter.of(present, ROWS));
    for (SearchParams params : List.of(PARAMS, new SearchParams(64, true))) {
      for (float[] query : queries) {
        assertThat(search(half, query, 20, params)).hasSize(20).allMatch(present::get);
      }
    }
    VectorIndex none = index(PARTITIONED, RowFilter.of(new BitSet(), ROWS));
    assertThat(search(none, queries[0], 20, PARAMS)).isEmpty();
  }

  @Test
  void theGraphIsForFewResultsAndListsForMany() {
    for (float[] query : queries) {
      assertThat(search(fused, query, 100, PARAMS))
          .isEqualTo(search(fused.graph(), query, 100, PARAMS));
      assertThat(search(fused, query, 101, PARAMS))
          .isEqualTo(search(fused.lists(), query, 101, PARAMS));
    }
    new FilterOracle(fused, PARAMS).expectNeverFewer(queries);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void eitherOfTwoIndexesFindsTheBestOfTheAccepted(FilterOracle.Kind kind, double share) {
    SearchParams wide = new SearchParams(64, false);
    new FilterOracle(fused, wide).expectTheBest(queries, kind, share);
  }

  private VectorIndex index(IndexPlan plan, RowFilter present) {
    return new IndexOpener(
            vectors,
            build(plan, present, 2),
            (section, why) -> {
              throw new AssertionError(section + ": " + why);
            })
        .open();
  }

  private Map<IndexSection, MemorySegment> build(IndexPlan plan, RowFilter present, int threads) {
    return new IndexBuilder(vectors, present, threads, Arena.ofAuto(), _ -> {}, () -> false)
        .build(plan, Optional.empty());
  }

  private static List<Integer> search(
      VectorIndex index, float[] query, int k, SearchParams params) {
    TopK out = new TopK();
    out.reset(k);
    index.search(query, params, RowFilter.all(ROWS), new SearchScratch(), out);
    out.sort();
    List<Integer> found = new ArrayList<>();
    for (int rank = 0; rank < out.size(); rank++) {
      found.add(out.row(rank));
    }
    return found;
  }
}
