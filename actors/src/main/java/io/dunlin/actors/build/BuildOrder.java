package io.dunlin.actors.build;

import io.dunlin.actors.copy.Part;
import io.dunlin.actors.copy.ShardView;
import io.dunlin.index.plan.IndexChooser.Choice;
import io.dunlin.index.plan.IndexPlan;
import io.dunlin.persistence.model.IndexRecipe;
import io.dunlin.persistence.segment.SegmentSlice;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which parts of a view are to be made one segment, and with what indexes.
 *
 * @param base held by whoever orders
 * @param parts of the base
 * @param recipes that the indexes are built by
 * @param indexes of the vectors that get one
 * @param changed vectors that get the index that is wanted in the place of one that was built by
 *     another recipe: the new one is a shadow of it until it is known to find as much
 */
public record BuildOrder(
    ShardView base,
    List<Part> parts,
    Map<String, IndexRecipe> recipes,
    Map<String, Choice> indexes,
    Set<String> changed,
    IndexWishes wishes) {
  public static BuildOrder of(ShardView base, Set<Long> inputs, IndexWishes wishes) {
    List<Part> parts = base.parts().stream().filter(part -> inputs.contains(part.name())).toList();
    Map<String, IndexRecipe> recipes = wishes.recipes(parts);
    long rows = parts.stream().mapToLong(part -> part.slice().live()).sum();
    Map<String, Choice> indexes = wishes.indexes(base.points(), rows, recipes);
    Set<String> changed = new TreeSet<>();
    parts.forEach(part -> changed.addAll(wishes.outdated(part, recipes, indexes.keySet())));
    // Where what is wanted was refused, what is kept to instead is no change.
    changed.removeIf(vector -> !Objects.equals(recipes.get(vector), wishes.wanted().get(vector)));
    return new BuildOrder(base, parts, recipes, indexes, changed, wishes);
  }

  /** The parts' names. */
  public List<Long> inputs() {
    return parts.stream().map(Part::name).toList();
  }

  /** Live rows. */
  public long rows() {
    return parts.stream().mapToLong(part -> part.slice().live()).sum();
  }

  /**
   * About how many bytes of memory its build takes: copies of the rows' vectors, of all names
   * though it makes one after the other, and the links of the largest graph.
   */
  public long memory() {
    long vectors = 0;
    for (Part part : parts) {
      SegmentSlice slice = part.slice();
      vectors += slice.segment().vectorBytes() * slice.live() / Math.max(1, slice.rows());
    }
    long links =
        indexes.values().stream()
            .map(Choice::plan)
            .map(IndexPlan::wholeGraph)
            .flatMap(Optional::stream)
            .mapToLong(graph -> 2L * graph.params().m() * Integer.BYTES)
            .max()
            .orElse(0);
    return vectors + rows() * links;
  }
}
