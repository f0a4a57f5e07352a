package io.dunlin.actors.catalog;

import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.OptimizerSettings;
import io.dunlin.persistence.model.Payload;
import io.dunlin.persistence.model.ShardingMethod;
import io.dunlin.persistence.model.StrictModeSettings;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/**
 * The last change of what a collection's indexes are built by. It follows from the collection's
 * configurations, and is remembered until the next one.
 *
 * @param former the configuration before it, as far as it is about vectors; empty where the change
 *     went back to the one before
 * @param accepted whether indexes are built as they are to be now even where they find less; what
 *     goes back needs no leave
 */
public record IndexChange(Optional<CollectionConfig> former, boolean accepted) {
  /**
   * What is to be remembered when a configuration takes another's place.
   *
   * @param last what was remembered until then
   */
  public static Optional<IndexChange> after(
      CollectionConfig old, CollectionConfig now, Optional<IndexChange> last) {
    if (areBuiltAlike(old, now)) {
      return last;
    }
    boolean undone =
        last.flatMap(IndexChange::former).filter(before -> areBuiltAlike(before, now)).isPresent();
    return Optional.of(
        undone
            ? new IndexChange(Optional.empty(), true)
            : new IndexChange(Optional.of(vectorsOf(old)), false));
  }

  /** Whether vectors that both have get the same indexes. */
  private static boolean areBuiltAlike(CollectionConfig one, CollectionConfig other) {
    Map<String, IndexRecipe> recipes = other.recipes();
    return one.recipes().entrySet().stream()
        .allMatch(
            each -> each.getValue().equals(recipes.getOrDefault(each.getKey(), each.getValue())));
  }

  private static CollectionConfig vectorsOf(CollectionConfig config) {
    return new CollectionConfig(
        config.vectors(),
        config.shardNumber(),
        config.replicationFactor(),
        config.writeConsistencyFactor(),
        config.onDiskPayload(),
        config.hnsw(),
        OptimizerSettings.NONE,
        config.quantization(),
        Payload.EMPTY,
        ShardingMethod.AUTO,
        Collections.emptySortedMap(),
        StrictModeSettings.NONE,
        Collections.emptySortedMap(),
        config.history());
  }

  IndexChange whenAccepted() {
    return new IndexChange(former, true);
  }
}
