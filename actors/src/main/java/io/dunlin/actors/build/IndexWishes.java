package io.dunlin.actors.build;

import io.dunlin.actors.copy.Part;
import io.dunlin.index.plan.IndexChooser.Choice;
import io.dunlin.persistence.model.CollectionConfig;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.segment.SealedSegment;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the indexes of a shard's segments are to be built by. Vectors are named by their keys.
 *
 * @param config of the collection
 * @param wanted what its settings say
 * @param unsaid what those files were built by that do not say it; empty where that is what is
 *     wanted now
 * @param refused what was found to make indexes that find too little: segments that have others
 *     keep to theirs
 * @param memory bytes that an index which is to be chosen may take
 */
public record IndexWishes(
    CollectionConfig config,
    Map<String, IndexRecipe> wanted,
    Map<String, IndexRecipe> unsaid,
    Map<String, IndexRecipe> refused,
    long memory) {
  /** Of a collection whose settings were never changed. */
  public static IndexWishes of(CollectionConfig config, long memory) {
    return of(config, Map.of(), Map.of(), memory);
  }

  public static IndexWishes of(
      CollectionConfig config,
      Map<String, IndexRecipe> unsaid,
      Map<String, IndexRecipe> refused,
      long memory) {
    return new IndexWishes(config, config.recipes(), unsaid, refused, memory);
  }

  /** What the index of a segment that is made of these parts is to be built by. */
  public Map<String, IndexRecipe> recipes(Collection<Part> parts) {
    if (refused.isEmpty()) {
      return wanted;
    }
    Map<String, IndexRecipe> recipes = new TreeMap<>(wanted);
    recipes.replaceAll((vector, recipe) ->
        recipe.equals(refused.get(vector))
            ? parts.stream()
                .flatMap(part -> builtBy(part, vector).stream())
                .filter(built -> !built.equals(recipe))
                .findFirst()
                .orElse(recipe)
            : recipe);
    return recipes;
  }

  /** The indexes of a segment that is built by these recipes. */
  public Map<String, Choice> indexes(long points, long rows, Map<String, IndexRecipe> recipes) {
    return IndexPlans.of(points, rows, config.builtBy(recipes), memory);
  }

  /**
   * The vectors for which the part is searched otherwise than it would be if it were built by these
   * recipes, because the settings were changed, not because the shard grew.
   *
   * @param indexed vectors that get an index by these recipes
   */
  public Set<String> outdated(Part part, Map<String, IndexRecipe> recipes, Set<String> indexed) {
    Set<String> outdated = new TreeSet<>();
    recipes.forEach((vector, recipe) -> {
      boolean matters =
          part.slice().stores(vector)
              && (part.slice().segment().indexed(vector) || indexed.contains(vector));
      if (matters && builtBy(part, vector).filter(built -> !built.equals(recipe)).isPresent()) {
        outdated.add(vector);
      }
    });
    return outdated;
  }

  /** What a vector's index in the part was built by; empty where it has yet to be built. */
  public Optional<IndexRecipe> builtBy(Part part, String vector) {
    if (!(part.slice().segment() instanceof SealedSegment sealed)) {
      return Optional.empty();
    }
    @Nullable IndexRecipe otherwise = unsaid.get(vector);
    return sealed.recipe(vector).or(() -> Optional.ofNullable(otherwise));
  }
}
