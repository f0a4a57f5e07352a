package io.dunlin.actors.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.dunlin.actors.copy.RecallChange;
import io.dunlin.actors.copy.RecentQueries;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.Metric;
import io.dunlin.index.RowFilter;
import io.dunlin.index.kernel.Kernels;
import io.dunlin.index.memory.PinnedBudget;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.persistence.event.LogEntry;
import io.dunlin.persistence.event.RowChange;
import io.dunlin.persistence.event.ShardEvent;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.PointId;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SectionPlacement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment whose index is built by other settings, against a count by hand. */
class RecallComparisonTest {
  private static final int POINTS = 500;
  private static final int DIMENSION = 6;
  private static final int K = 10;
  private static final Kernels KERNELS = Kernels.choose("auto");

  @TempDir Path folder;

  private final PinnedBudget pinned = new PinnedBudget(0);
  private final Map<PointId, float[]> points = new TreeMap<>();
  private ShardCopy copy;
  private long position;

  /** A shard with one segment, some of whose rows are dead. */
  @BeforeEach
  void fill() {
    CollectionConfig config = config(graph(8, 60), Optional.empty());
    copy =
        ShardCopy.empty(
            new ShardId(UUID.randomUUID()),
            config.vectors(),
            KERNELS,
            SectionPlacement.of(config, pinned),
            folder);
    append(
        new ShardEvent.Committed(
            1,
            LongStream.range(0, POINTS)
                .mapToObj(id -> {
                  points.put(PointId.of(id), vector(id));
                  return (RowChange)
                      new RowChange.Put(
                          PointId.of(id), Map.of("", VectorValue.of(vector(id))), Payload.EMPTY);
                })
                .toList()));
    append(new ShardEvent.SegmentFrozen());
    ShardView base = copy.acquireFrozen();
    SealedSegment sealed = build(BuildOrder.of(base, names(base), IndexWishes.of(config, 0)));
    install(base, names(base), sealed);
    append(
        new ShardEvent.Committed(
            2,
            LongStream.range(0, 40)
                .mapToObj(id -> {
                  points.remove(PointId.of(3 * id));
                  return (RowChange) new RowChange.Remove(PointId.of(3 * id));
                })
                .toList()));
    append(new ShardEvent.SegmentFrozen());
  }

  @AfterEach
  void close() {
    copy.close();
  }

  @Test
  void sharesAreThoseOfTheNearestThatAreFound() {
    RecentQueries recent = new RecentQueries();
    List<float[]> queries = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      float[] query = vector(-1 - i);
      queries.add(query);
      recent.offer("", query);
    }
    CollectionConfig lists = config(HnswSettings.NONE, Optional.of(oneListOf(40)));
    ShardView base = copy.acquireFrozen();
    BuildOrder order = BuildOrder.of(base, names(base), IndexWishes.of(lists, 0));
    assertThat(order.changed()).containsExactly("");
    SealedSegment output = build(order);
    try {
      RecallChange change =
          Objects.requireNonNull(
              RecallComparison.of(order, output, recent, 40, () -> false).get(""));
      assertThat(change.queries()).isEqualTo(40);
      assertThat(change.ofUsers()).isEqualTo(40);
      assertThat(change.before())
          .isCloseTo(
              found(
                  (SealedSegment) base.parts().getFirst().slice().segment(),
                  queries,
                  new SearchParams(60, false)),
              within(1e-9));
      assertThat(change.after())
          .isCloseTo(
              found(output, queries, new SearchParams(100, false, 1, SearchParams.CodeUse.DEFAULT)),
              within(1e-9));
      assertThat(change.after()).isLessThan(change.before() - 0.05);
    } finally {
      output.release();
      base.release();
    }
  }

  @Test
  void storedVectorsAreAskedWhereUsersAskedTooLittle() {
    ShardView base = copy.acquireFrozen();
    BuildOrder order =
        BuildOrder.of(
            base, names(base), IndexWishes.of(config(graph(12, 80), Optional.empty()), 0));
    SealedSegment output = build(order);
    try {
      RecentQueries recent = new RecentQueries();
      recent.offer("", vector(-1));
      RecallChange change =
          Objects.requireNonNull(
              RecallComparison.of(order, output, recent, 30, () -> false).get(""));
      assertThat(change.queries()).isEqualTo(30);
      assertThat(change.ofUsers()).isEqualTo(1);
      assertThat(change.before()).isGreaterThan(0.9);
      assertThat(change.after()).isGreaterThan(0.9);
    } finally {
      output.release();
      base.release();
    }
  }

  /** Neither growth nor what does not decide how an index is built has one built anew. */
  @Test
  void onlyWhatTheUserChangedOfAnIndexIsOutdated() {
    ShardView base = copy.acquireFrozen();
    try {
      assertThat(outdated(base, config(graph(8, 60), Optional.empty()))).isFalse();
      assertThat(outdated(base, config(graph(8, 61), Optional.empty()))).isTrue();
      assertThat(outdated(base, config(graph(9, 60), Optional.empty()))).isTrue();
      assertThat(
              outdated(
                  base,
                  config(
                      HnswSettings.NONE, Optional.of(new IndexSettings(IndexSettings.Type.FLAT)))))
          .isTrue();
      HnswSettings threshold =
          new HnswSettings(
              Optional.of(8),
              Optional.of(60),
              Optional.of(1_000_000),
              Optional.of(3),
              Optional.of(true),
              Optional.empty());
      assertThat(outdated(base, config(threshold, Optional.empty()))).isFalse();
      IndexWishes refused =
          IndexWishes.of(
              config(graph(9, 60), Optional.empty()),
              Map.of(),
              config(graph(9, 60), Optional.empty()).recipes(),
              0);
      assertThat(MergeCandidates.of(base, refused).getFirst().outdated()).isFalse();
      assertThat(refused.recipes(base.parts()))
          .isEqualTo(config(graph(8, 60), Optional.empty()).recipes());
    } finally {
      base.release();
    }
  }

  /** Else two segments, each by what the other is not to be, would be built for ever. */
  @Test
  void whatIsKeptToInsteadOfWhatWasRefusedIsNoChange() {
    CollectionConfig wanted = config(graph(9, 60), Optional.empty());
    append(
        new ShardEvent.Committed(
            3,
            LongStream.range(1000, 1100)
                .mapToObj(id ->
                    (RowChange)
                        new RowChange.Put(
                            PointId.of(id), Map.of("", VectorValue.of(vector(id))), Payload.EMPTY))
                .toList()));
    append(new ShardEvent.SegmentFrozen());
    ShardView frozen = copy.acquireFrozen();
    Set<Long> newest = Set.of(frozen.parts().getLast().name());
    install(frozen, newest, build(BuildOrder.of(frozen, newest, IndexWishes.of(wanted, 0))));
    ShardView base = copy.acquireFrozen();
    try {
      assertThat(BuildOrder.of(base, names(base), IndexWishes.of(wanted, 0)).changed())
          .containsExactly("");
      IndexWishes refused = IndexWishes.of(wanted, Map.of(), wanted.recipes(), 0);
      assertThat(MergeCandidates.of(base, refused)).noneMatch(MergePolicy.Candidate::outdated);
      BuildOrder both = BuildOrder.of(base, names(base), refused);
      assertThat(both.recipes()).isEqualTo(config(graph(8, 60), Optional.empty()).recipes());
      assertThat(both.changed()).isEmpty();
    } finally {
      base.release();
    }
  }

  private static boolean outdated(ShardView base, CollectionConfig config) {
    return MergeCandidates.of(base, IndexWishes.of(config, 0)).getFirst().outdated();
  }

  // ---- by hand ----

  private double found(SealedSegment segment, List<float[]> queries, SearchParams params) {
    BitSet live = new BitSet();
    for (int row = 0; row < segment.rows(); row++) {
      live.set(row, points.containsKey(segment.id(row)));
    }
    int right = 0;
    TopK top = new TopK();
    for (float[] query : queries) {
      top.reset(K);
      segment
          .index("", segment.rows())
          .search(query, params, RowFilter.of(live, segment.rows()), new SearchScratch(), top);
      top.sort();
      Set<PointId> nearest = nearest(query);
      for (int rank = 0; rank < top.size(); rank++) {
        right += nearest.contains(segment.id(top.row(rank))) ? 1 : 0;
      }
    }
    return (double) right / (K * queries.size());
  }

  private Set<PointId> nearest(float[] query) {
    return new HashSet<>(
        points.entrySet().stream()
            .sorted(Comparator.comparingDouble(point -> distance(point.getValue(), query)))
            .limit(K)
            .map(Map.Entry::getKey)
            .toList());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  // ---- the shard ----

  private void append(ShardEvent event) {
    position++;
    copy.apply(position, LogEntry.written(0, event));
    copy.publish();
  }

  private SealedSegment build(BuildOrder order) {
    return BuildJob.run(order, folder, KERNELS, new BuildMemory(pinned), 1, _ -> {}, () -> false);
  }

  private void install(ShardView base, Set<Long> inputs, SealedSegment sealed) {
    ShardEvent event =
        new ShardEvent.SegmentsMerged(
            List.copyOf(inputs),
            base.position(),
            sealed.file().getFileName().toString(),
            sealed.rows());
    position++;
    copy.apply(position, LogEntry.written(0, event), sealed);
    copy.publish();
    base.release();
  }

  private static Set<Long> names(ShardView view) {
    Set<Long> names = new HashSet<>();
    view.parts().forEach(part -> names.add(part.name()));
    return names;
  }

  private static float[] vector(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  // ---- settings ----

  private static IndexSettings oneListOf(int nlist) {
    return new IndexSettings(
        IndexSettings.Type.IVF_FLAT,
        Optional.of(nlist),
        Optional.of(1),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static HnswSettings graph(int m, int efConstruct) {
    return new HnswSettings(
        Optional.of(m),
        Optional.of(efConstruct),
        Optional.of(0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static CollectionConfig config(HnswSettings graph, Optional<IndexSettings> index) {
    HnswSettings always = graph.or(graph(16, 100));
    VectorSpec spec =
        new VectorSpec(
            DIMENSION,
            Metric.EUCLID,
            HnswSettings.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            index);
    return new CollectionConfig(
        new TreeMap<>(Map.of("", spec)),
        1,
        1,
        1,
        true,
        always,
        OptimizerSettings.NONE,
        Payload.EMPTY);
  }
}
