package io.dunlin.actors.shard;

import io.dunlin.actors.build.BuildOrder;
import io.dunlin.actors.build.IndexWishes;
import io.dunlin.actors.build.ShadowBuild;
import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.copy.BuildReport;
import io.dunlin.actors.copy.RecallChange;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.CollectionInfo;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.model.ShardId;
import io.dunlin.persistence.model.VectorColumns;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a shard's owner knows of indexes that are built beside those that serve, because settings
 * were changed: which of them were compared, and which find too little to take their place. Used on
 * the owner's thread only. Whoever owns the shard next begins with nothing, and compares again.
 */
final class Shadows {
  private static final Logger log = LoggerFactory.getLogger(Shadows.class);

  private final ShardId shard;
  private final ShardServices services;
  private final Map<String, IndexRecipe> refused = new TreeMap<>();
  private final Map<String, BuildReport.Shadow> compared = new TreeMap<>();

  private @Nullable Known known;

  /** What is wished for, and what that follows from. */
  private record Known(CollectionConfig config, Optional<IndexChange> change, IndexWishes wishes) {}

  Shadows(ShardId shard, ShardServices services) {
    this.shard = shard;
    this.services = services;
  }

  /** What the indexes of the shard are to be built by now; asked often, and mostly the same. */
  IndexWishes wishes(CollectionInfo collection) {
    Optional<IndexChange> change = change();
    Known same = known;
    if (same != null && same.config().equals(collection.config()) && same.change().equals(change)) {
      return same.wishes();
    }
    if (change.filter(IndexChange::accepted).isPresent()) {
      refused.clear();
      compared.replaceAll(
          (_, shadow) -> new BuildReport.Shadow(shadow.recipe(), false, shadow.recall()));
    }
    Map<String, IndexRecipe> unsaid =
        change.flatMap(IndexChange::former).map(CollectionConfig::recipes).orElse(Map.of());
    IndexWishes wishes =
        IndexWishes.of(collection.config(), unsaid, Map.copyOf(refused), services.pinned().limit());
    known = new Known(collection.config(), change, wishes);
    return wishes;
  }

  /** Whether what is built has to be compared with what it is to replace. */
  boolean areToBeCompared(BuildOrder order) {
    return !order.changed().isEmpty() && !isAccepted();
  }

  /** Whether what was built may take its place; remembers why not. */
  boolean take(BuildOrder order, ShadowBuild built) {
    boolean accepted = isAccepted();
    boolean taken = true;
    for (Map.Entry<String, RecallChange> each : built.recall().entrySet()) {
      String vector = each.getKey();
      RecallChange recall = each.getValue();
      IndexRecipe recipe = Objects.requireNonNull(order.recipes().get(vector));
      boolean worse =
          !accepted
              && recall.after() < recall.before() - services.settings().shadows().recallDrop();
      if (worse) {
        taken = false;
        refused.put(vector, recipe);
        known = null;
        log.warn(
            "Shard {}: the index of vector '{}' by the changed settings finds {} of what is nearest,"
                + " the present one {}, asked {} queries; it is thrown away. Roll the settings back,"
                + " or accept them",
            shard,
            VectorColumns.name(vector),
            recall.after(),
            recall.before(),
            recall.queries());
      }
      compared.put(vector, new BuildReport.Shadow(recipe, worse, recall));
    }
    return taken;
  }

  /** The last comparisons, by vector. */
  Map<String, BuildReport.Shadow> compared() {
    return Map.copyOf(compared);
  }

  private boolean isAccepted() {
    return change().filter(IndexChange::accepted).isPresent();
  }

  private Optional<IndexChange> change() {
    return services
        .catalog()
        .collectionOf(shard)
        .flatMap(collection -> services.catalog().state().indexChange(collection.uuid()));
  }
}
