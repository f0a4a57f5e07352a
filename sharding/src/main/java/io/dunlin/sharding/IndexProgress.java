package io.dunlin.sharding;

import io.dunlin.actors.catalog.IndexChange;
import io.dunlin.actors.query.CollectionStatus;
import io.dunlin.actors.query.CollectionStatus.ShardStatus;
import io.dunlin.actors.query.Indexing;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.IndexRecipe;
import java.util.Map;
import java.util.Optional;

/**
 * How far a collection's indexes are what its settings say.
 *
 * @param change the last one of these settings, if there was one
 */
public record IndexProgress(
    CollectionConfig config, Optional<IndexChange> change, CollectionStatus status) {
  /** What each vector's index was built by before the last change; none where it was taken back. */
  public Map<String, IndexRecipe> former() {
    return change.flatMap(IndexChange::former).map(CollectionConfig::recipes).orElse(Map.of());
  }

  /** Rows of a vector in a shard, by its key. */
  public static long rows(ShardStatus shard, String vector) {
    return shard.indexing().rows().stream()
        .filter(rows -> rows.vector().equals(vector))
        .mapToLong(Indexing.Rows::count)
        .sum();
  }

  /** Those of them in segments that were built by what is wanted now. */
  public long rowsAsWanted(ShardStatus shard, String vector) {
    return shard.indexing().rows().stream()
        .filter(rows -> rows.vector().equals(vector) && rows.sealed() && isAsWanted(rows))
        .mapToLong(Indexing.Rows::count)
        .sum();
  }

  /** Rows of all vectors of a shard whose index is to become another. */
  public long outdated(ShardStatus shard) {
    return shard.indexing().rows().stream()
        .filter(rows -> rows.indexed() && !isAsWanted(rows))
        .mapToLong(Indexing.Rows::count)
        .sum();
  }

  /** Vectors that are indexed by nothing that could change, such as sparse ones, are. */
  private boolean isAsWanted(Indexing.Rows rows) {
    Optional<IndexRecipe> wanted = Optional.ofNullable(config.recipes().get(rows.vector()));
    Optional<IndexRecipe> built =
        rows.recipe().or(() -> Optional.ofNullable(former().get(rows.vector())));
    return wanted.isEmpty() || built.isEmpty() || built.equals(wanted);
  }

  /** Whether the shard keeps an index since the one that is wanted finds too little. */
  public boolean isRefused(ShardStatus shard) {
    Map<String, IndexRecipe> wanted = config.recipes();
    return shard.indexing().shadows().entrySet().stream()
        .anyMatch(each ->
            each.getValue().refused()
                && each.getValue().recipe().equals(wanted.get(each.getKey())));
  }
}
