package io.dunlin.index.plan;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.TestRows;
import io.dunlin.index.VectorIndex;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.hnsw.HnswIndex;
import io.dunlin.index.hnsw.HnswParams;
import io.dunlin.index.ivf.IvfCodec;
import io.dunlin.index.ivf.IvfIndex;
import io.dunlin.index.ivf.IvfParams;
import io.dunlin.index.ivf.PartitionedIndex;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.VectorRows;
import io.dunlin.index.score.VectorScorer;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan asks for is built, and opened from its sections it finds the best rows. */
class IndexSectionsTest {
  private static final long SEED = 20_261_122;
  private static final int ROWS = 1_500;
  private static final int DIMENSION = 48;
  private static final Kernels KERNELS = Kernels.choose("auto");
  private static final HnswParams PARAMS = new HnswParams(16, 100, 1);

  private final List<IndexSection> refused = new ArrayList<>();

  static Stream<IndexPlan> plans() {
    Stream<IndexPlan> graphs =
        Stream.of(
                new RowCodes.None(),
                new RowCodes.Bytes(1),
                new RowCodes.Bytes(0.99f),
                new RowCodes.Rabitq(2),
                new RowCodes.Rabitq(4),
                new RowCodes.Product(24))
            .flatMap(codes ->
                Stream.of(
                    new IndexPlan.Graph(PARAMS, codes, false),
                    new IndexPlan.Graph(PARAMS, codes, true)));
    Stream<IndexPlan> lists =
        Stream.of(IvfCodec.values())
            .flatMap(codec ->
                Stream.of(
                    new IndexPlan.Lists(IvfParams.of(codec, SEED)),
                    new IndexPlan.Lists(IvfParams.of(codec, SEED).withGraph())));
    Stream<IndexPlan> reduced =
        Stream.of(
            new IndexPlan.Reduced(36, new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), true)),
            new IndexPlan.Reduced(36, new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, SEED))));
    IndexPlan.Graph graph = new IndexPlan.Graph(PARAMS, new RowCodes.Bytes(1), true);
    IndexPlan.Lists signs = new IndexPlan.Lists(IvfParams.of(IvfCodec.RABITQ, SEED));
    IvfParams three = IvfParams.of(IvfCodec.FLAT, SEED).withLists(3);
    Stream<IndexPlan> several =
        Stream.of(
            new IndexPlan.Fused(graph, signs),
            new IndexPlan.Partitioned(three, graph),
            new IndexPlan.Partitioned(
                three, new IndexPlan.Graph(PARAMS, new RowCodes.None(), false)),
            new IndexPlan.Reduced(36, new IndexPlan.Fused(graph, signs)),
            new IndexPlan.Reduced(36, new IndexPlan.Partitioned(three, graph)));
    return Stream.of(Stream.<IndexPlan>of(new IndexPlan.Flat()), graphs, lists, reduced, several)
        .flatMap(some -> some);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void findsTheBestRows(IndexPlan plan) {
    for (Metric metric : List.of(Metric.EUCLID, Metric.COSINE)) {
      SplittableRandom random = new SplittableRandom(SEED);
      float[][] centers = TestRows.uniform(random, 20, DIMENSION);
      VectorRows rows = TestRows.of(TestRows.clustered(random, ROWS, centers));
      VectorScorer vectors = new VectorScorer(rows, metric, KERNELS);
      Map<IndexSection, MemorySegment> sections = build(vectors, plan);
      VectorIndex index = open(vectors, sections);
      assertThat(index.getClass())
          .isEqualTo(
              switch (plan) {
                case IndexPlan.Flat() -> FlatIndex.class;
                case IndexPlan.Graph _ -> HnswIndex.class;
                case IndexPlan.Lists _ -> IvfIndex.class;
                case IndexPlan.Reduced _ -> ReducedIndex.class;
                case IndexPlan.Fused _ -> FusedIndex.class;
                case IndexPlan.Partitioned _ -> PartitionedIndex.class;
              });
      assertThat(refused).isEmpty();
      int found = 0;
      for (float[] query : TestRows.clustered(random, 30, centers)) {
        List<Integer> truth = search(new FlatIndex(rows, metric, KERNELS), query);
        found += (int) search(index, query).stream().filter(truth::contains).count();
      }
      assertThat(found / 300.0)
          .as("%s, seed %d", plan.description(), SEED)
          .isGreaterThan(plan instanceof IndexPlan.Reduced ? 0.7 : 0.93);
    }
  }

  @Test
  void aSectionThatCannotBeUsedIsLeftOut() {
    VectorRows rows = TestRows.of(TestRows.uniform(new SplittableRandom(SEED), ROWS, DIMENSION));
    VectorScorer vectors = new VectorScorer(rows, Metric.EUCLID, KERNELS);
    plans()
        .forEach(plan -> {
          Map<IndexSection, MemorySegment> sections = build(vectors, plan);
          for (IndexSection section : sections.keySet()) {
            if (section == IndexSection.REDUCED || section == IndexSection.PLACED) {
              continue; // any bytes are rows: checksums tell
            }
            Map<IndexSection, MemorySegment> broken = new EnumMap<>(sections);
            broken.put(section, Arena.ofAuto().allocate(sections.get(section).byteSize(), 64));
            refused.clear();
            VectorIndex index = open(vectors, broken);
            assertThat(refused).containsExactly(section);
            assertThat(search(index, new float[DIMENSION])).hasSize(10);
          }
        });
  }

  /** Where the parts of a section are refused, as codewords or links among centroids. */
  @Test
  void listsWhosePartsCannotBeUsedAreLeftOut() {
    VectorRows rows = TestRows.of(TestRows.uniform(new SplittableRandom(SEED), ROWS, DIMENSION));
    VectorScorer vectors = new VectorScorer(rows, Metric.EUCLID, KERNELS);
    IndexPlan plan = new IndexPlan.Lists(IvfParams.of(IvfCodec.PQ4, SEED).withGraph());
    MemorySegment lists = requireNonNull(build(vectors, plan).get(IndexSection.LISTS));
    for (String magic : List.of("PQCB", "HNSW")) {
      MemorySegment broken = Arena.ofAuto().allocate(lists.byteSize(), 64).copyFrom(lists);
      broken.set(ValueLayout.JAVA_BYTE, find(lists, magic), (byte) 'X');
      refused.clear();
      VectorIndex index = open(vectors, Map.of(IndexSection.LISTS, broken));
      assertThat(refused).as(magic).containsExactly(IndexSection.LISTS);
      assertThat(search(index, new float[DIMENSION])).hasSize(10);
    }
  }

  private static long find(MemorySegment bytes, String text) {
    MemorySegment wanted = MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII));
    return Stream.iterate(0L, at -> at + 1)
        .filter(at -> bytes.asSlice(at, wanted.byteSize()).mismatch(wanted) < 0)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void vectorsTooLongForPrincipalComponentsAreIndexedWhole() {
    float[][] vectors = TestRows.uniform(new SplittableRandom(SEED), ROWS, DIMENSION);
    for (float[] vector : vectors) {
      vector[0] *= 1e25f;
    }
    VectorScorer scorer = new VectorScorer(TestRows.of(vectors), Metric.DOT, KERNELS);
    IndexPlan graph = new IndexPlan.Graph(PARAMS, new RowCodes.None(), false);
    VectorIndex index = open(scorer, build(scorer, new IndexPlan.Reduced(8, graph)));
    assertThat(refused).isEmpty();
    assertThat(index).isInstanceOf(HnswIndex.class);
  }

  private Map<IndexSection, MemorySegment> build(VectorScorer vectors, IndexPlan plan) {
    RowFilter all = RowFilter.all(ROWS);
    return new IndexBuilder(vectors, all, 2, Arena.ofAuto(), _ -> {}, () -> false)
        .build(plan, Optional.empty());
  }

  private VectorIndex open(VectorScorer vectors, Map<IndexSection, MemorySegment> sections) {
    return new IndexOpener(vectors, sections, (section, _) -> refused.add(section)).open();
  }

  private static List<Integer> search(VectorIndex index, float[] query) {
    TopK out = new TopK();
    out.reset(10);
    SearchParams params = new SearchParams(100, false, 40, SearchParams.CodeUse.DEFAULT);
    index.search(query, params, RowFilter.all(ROWS), new SearchScratch(), out);
    out.sort();
    return Stream.iterate(0, rank -> rank < out.size(), rank -> rank + 1).map(out::row).toList();
  }
}
