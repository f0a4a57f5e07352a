package io.dunlin.actors.query;

import io.dunlin.actors.copy.BuildReport;
import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardCopy;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.segment.SealedSegment;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a shard's segments are indexed by, and what is being built.
 *
 * @param rows by what their indexes were built by
 * @param segments sealed, frozen and growing
 * @param shadows the last comparisons of indexes by changed settings, by vector
 * @param completed the last builds, newest first
 */
public record Indexing(
    List<Rows> rows,
    List<SegmentRows> segments,
    Map<String, BuildReport.Shadow> shadows,
    Optional<BuildReport.Build> running,
    List<BuildReport.Build> completed) {
  public static final Indexing NONE =
      new Indexing(List.of(), List.of(), Map.of(), Optional.empty(), List.of());

  /**
   * Live rows of one vector that are alike.
   *
   * @param vector its key
   * @param sealed whether they are in segments that are not to change any more
   * @param indexed whether there is an index of them
   * @param recipe what it was built by, or would have been if it were worth one; empty where that
   *     is not known
   */
  public record Rows(
      String vector, boolean sealed, boolean indexed, Optional<IndexRecipe> recipe, long count) {}

  /**
   * A segment.
   *
   * @param name the log position that made it
   * @param count of its live rows
   */
  public record SegmentRows(long name, long count, boolean sealed) {}

  static Indexing of(ShardCopy copy, ShardView view) {
    Map<Rows, Long> counts = new LinkedHashMap<>();
    List<SegmentRows> segments = new ArrayList<>();
    for (Part part : view.parts()) {
      SegmentSlice slice = part.slice();
      segments.add(new SegmentRows(part.name(), slice.live(), part.sealed()));
      for (String vector : slice.segment().specs().keySet()) {
        if (slice.stores(vector)) {
          Optional<IndexRecipe> recipe =
              slice.segment() instanceof SealedSegment sealed
                  ? sealed.recipe(vector)
                  : Optional.empty();
          counts.merge(
              new Rows(vector, part.sealed(), slice.segment().indexed(vector), recipe, 0),
              (long) slice.live(),
              Long::sum);
        }
      }
    }
    List<Rows> rows = new ArrayList<>();
    counts.forEach((alike, count) ->
        rows.add(new Rows(alike.vector(), alike.sealed(), alike.indexed(), alike.recipe(), count)));
    BuildReport builds = copy.builds();
    return new Indexing(
        rows,
        segments,
        builds.shadows(),
        builds.running().map(BuildReport.Running::now),
        builds.completed());
  }
}
