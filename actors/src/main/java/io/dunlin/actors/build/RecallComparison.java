package io.dunlin.actors.build;

import io.dunlin.actors.copy.RecallChange;
import io.dunlin.actors.copy.RecentQueries;
import io.dunlin.index.RowFilter;
import io.dunlin.index.flat.FlatIndex;
import io.dunlin.index.search.SearchParams;
import io.dunlin.index.search.SearchParams.CodeUse;
import io.dunlin.index.search.SearchScratch;
import io.dunlin.index.search.TopK;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.HnswSettings;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.IndexSettings;
import io.dunlin.persistence.model.VectorSpec;
import io.dunlin.persistence.model.VectorValue;
import io.dunlin.persistence.segment.PayloadOverlay;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.Segment;
import io.dunlin.persistence.segment.SegmentSlice;
import io.dunlin.persistence.segment.Tombstones;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Compares what a new segment finds with what the parts find that it is made of, as searches that
 * leave everything open would: the exact best of the new segment's rows, which all rows are
 * compared for, are looked for in both. Runs off the shard's threads; the caller holds all
 * segments.
 */
public final class RecallComparison {
  /** Results of a search. */
  static final int K = 10;

  /** By which scores of the same row may differ, for all ways to compute them are right. */
  private static final float ROUNDING = 1e-5f;

  private final BuildOrder order;
  private final SealedSegment output;
  private final String vector;
  private final SearchScratch scratch = new SearchScratch();
  private final TopK top = new TopK();

  /**
   * A segment to search.
   *
   * @param count of its rows
   * @param rows that may be found
   * @param params as a search has them that says nothing itself
   */
  private record Side(Segment segment, int count, BitSet rows, SearchParams params) {}

  private RecallComparison(BuildOrder order, SealedSegment output, String vector) {
    this.order = order;
    this.output = output;
    this.vector = vector;
  }

  /**
   * By vector, for those whose index is built by another recipe than before. Vectors that no live
   * row has are left out.
   *
   * @param recent what users asked for lately
   * @param queries how many to ask of each vector
   */
  public static Map<String, RecallChange> of(
      BuildOrder order,
      SealedSegment output,
      RecentQueries recent,
      int queries,
      BooleanSupplier cancelled) {
    Map<String, RecallChange> changes = new TreeMap<>();
    for (String vector : order.changed()) {
      new RecallComparison(order, output, vector)
          .compare(recent.of(vector), queries, cancelled)
          .ifPresent(change -> changes.put(vector, change));
    }
    return changes;
  }

  private Optional<RecallChange> compare(
      List<float[]> recent, int most, BooleanSupplier cancelled) {
    Side after =
        side(
            new SegmentSlice(output, output.rows(), Tombstones.NONE, PayloadOverlay.NONE),
            Optional.ofNullable(order.recipes().get(vector)));
    List<Side> before =
        order.parts().stream()
            .filter(part -> part.slice().stores(vector))
            .map(part -> side(part.slice(), order.wishes().builtBy(part, vector)))
            .filter(side -> !side.rows().isEmpty())
            .toList();
    int dimension = output.specs().get(vector) instanceof VectorSpec spec ? spec.size() : 0;
    List<float[]> queries =
        new ArrayList<>(
            recent.stream().filter(query -> query.length == dimension).limit(most).toList());
    int ofUsers = queries.size();
    queries.addAll(stored(after.rows(), most - ofUsers));
    if (after.rows().isEmpty() || queries.isEmpty()) {
      return Optional.empty();
    }
    FlatIndex all = output.scan(vector, output.rows());
    int k = Math.min(K, after.rows().cardinality());
    List<Truth> truths = truths(queries, all, after.rows(), k);
    long foundBefore = 0;
    long foundAfter = 0;
    for (Truth truth : truths) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException("a comparison of indexes was cancelled");
      }
      foundBefore += truth.count(found(before, truth.query(), k));
      foundAfter += truth.count(found(List.of(after), truth.query(), k));
    }
    double wanted = (double) k * queries.size();
    return Optional.of(
        new RecallChange(foundBefore / wanted, foundAfter / wanted, queries.size(), ofUsers));
  }

  // ---- queries ----

  /** Vectors of rows at even distances. */
  private List<float[]> stored(BitSet rows, int count) {
    int[] all = rows.stream().toArray();
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < Math.min(count, all.length); i++) {
      int row = all[(int) ((long) i * all.length / Math.min(count, all.length))];
      if (output.vector(vector, row) instanceof VectorValue.Dense(float[] components)) {
        vectors.add(components);
      }
    }
    return vectors;
  }

  // ---- what is right ----

  /**
   * @param best rows of the output
   * @param worst score among them: another row with this score would be as right
   */
  private record Truth(float[] query, FlatIndex all, Set<Integer> best, float worst) {
    /** How many of these rows of the output are right. */
    int count(List<Integer> found) {
      int[] rows = found.stream().mapToInt(Integer::intValue).toArray();
      float[] scores = new float[rows.length];
      all.kernels().scores(all.metric(), query, all.rows(), rows, 0, rows.length, scores);
      float least = worst - ROUNDING * Math.abs(worst);
      int right = 0;
      for (int i = 0; i < rows.length; i++) {
        right += best.contains(rows[i]) || scores[i] >= least ? 1 : 0;
      }
      return right;
    }
  }

  /** In one pass over the rows. */
  private List<Truth> truths(List<float[]> queries, FlatIndex all, BitSet rows, int k) {
    TopK[] tops = new TopK[queries.size()];
    for (int i = 0; i < tops.length; i++) {
      tops[i] = new TopK();
      tops[i].reset(k);
    }
    all.search(queries.toArray(float[][]::new), RowFilter.of(rows, output.rows()), scratch, tops);
    List<Truth> truths = new ArrayList<>();
    for (int i = 0; i < tops.length; i++) {
      tops[i].sort();
      Set<Integer> best = new HashSet<>();
      for (int rank = 0; rank < tops[i].size(); rank++) {
        best.add(tops[i].row(rank));
      }
      truths.add(new Truth(queries.get(i), all, best, tops[i].score(tops[i].size() - 1)));
    }
    return truths;
  }

  // ---- what is found ----

  private record Found(float score, int row) {}

  /** The best of all sides together, as rows of the output. */
  private List<Integer> found(List<Side> sides, float[] query, int k) {
    List<Found> found = new ArrayList<>();
    for (Side side : sides) {
      Segment segment = side.segment();
      top.reset(Math.min(k, side.rows().cardinality()), segment::compareIds);
      segment
          .index(vector, side.count())
          .search(query, side.params(), RowFilter.of(side.rows(), side.count()), scratch, top);
      top.sort();
      for (int rank = 0; rank < top.size(); rank++) {
        int row = output.rowOf(segment.id(top.row(rank)), output.rows());
        if (row >= 0) {
          found.add(new Found(top.score(rank), row));
        }
      }
    }
    found.sort((one, other) -> Float.compare(other.score(), one.score()));
    return found.stream().limit(k).map(Found::row).toList();
  }

  private Side side(SegmentSlice slice, Optional<IndexRecipe> built) {
    BitSet rows = new BitSet(slice.rows());
    for (int row = 0; row < slice.rows(); row++) {
      if (slice.isLive(row) && slice.segment().hasVector(vector, row)) {
        rows.set(row);
      }
    }
    int breadth =
        built
            .flatMap(recipe -> recipe.graph().efConstruct())
            .or(HnswSettings.DEFAULTS::efConstruct)
            .orElseThrow();
    return new Side(
        slice.segment(),
        slice.rows(),
        rows,
        new SearchParams(breadth, false, probes(), CodeUse.DEFAULT));
  }

  private int probes() {
    CollectionConfig config = order.wishes().config();
    return config.vectors().entrySet().stream()
        .filter(each -> config.keyOf(each.getKey()).equals(vector))
        .findFirst()
        .flatMap(each -> each.getValue().index())
        .flatMap(IndexSettings::nprobe)
        .orElse(0);
  }
}
