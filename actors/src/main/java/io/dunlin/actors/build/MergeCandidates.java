package io.dunlin.actors.build;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A view's sealed and frozen segments as the {@link MergePolicy} sees them. */
public final class MergeCandidates {
  private MergeCandidates() {}

  public static List<MergePolicy.Candidate> of(ShardView view, IndexWishes wishes) {
    List<MergePolicy.Candidate> candidates = new ArrayList<>();
    Set<String> common = indexed(view, wishes.wanted(), wishes);
    for (Part part : view.parts()) {
      if (part.settled()) {
        Map<String, IndexRecipe> recipes = wishes.recipes(List.of(part));
        Set<String> indexed =
            recipes.equals(wishes.wanted()) ? common : indexed(view, recipes, wishes);
        candidates.add(candidate(part, wishes.outdated(part, recipes, indexed), indexed));
      }
    }
    return candidates;
  }

  /** When dead rows are worth a rewrite, as the collection says. */
  public static MergePolicy.Vacuum vacuum(CollectionConfig config) {
    OptimizerSettings optimizers = config.optimizers().or(OptimizerSettings.DEFAULTS);
    return new MergePolicy.Vacuum(
        optimizers.deletedThreshold().orElseThrow(),
        optimizers.vacuumMinVectorNumber().orElseThrow());
  }

  /** Vectors that segments built by these recipes have an index of. */
  private static Set<String> indexed(
      ShardView view, Map<String, IndexRecipe> recipes, IndexWishes wishes) {
    return wishes.indexes(view.points(), view.points(), recipes).keySet();
  }

  private static MergePolicy.Candidate candidate(
      Part part, Set<String> outdated, Set<String> indexed) {
    int rows = part.slice().rows();
    // A row whose payload changed is as stale as a dead one: a rewrite folds the change in.
    int live = Math.max(0, part.slice().live() - part.slice().overlay().count());
    long bytes = rows == 0 ? 0 : part.slice().segment().vectorBytes() * live / rows;
    // None of its rows stays as it is where a vector is gone.
    int fresh = part.slice().storesDropped() ? 0 : live;
    boolean damaged =
        part.slice().segment() instanceof SealedSegment sealed && !sealed.damaged().isEmpty();
    boolean bare = part.sealed() && !indexed.stream().allMatch(vector -> isIndexed(part, vector));
    return new MergePolicy.Candidate(
        part.name(), part.sealed(), damaged, bare, !outdated.isEmpty(), rows, fresh, bytes);
  }

  /** Or need not be: a segment that is older than the vector has none. */
  private static boolean isIndexed(Part part, String vector) {
    return !part.slice().stores(vector) || part.slice().segment().indexed(vector);
  }
}
