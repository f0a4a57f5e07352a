package io.dunlin.actors.placement;

import java.util.List;

/**
 * What to do now, and an account of all that is under way.
 *
 * @param steps to be taken in this order; any number of the first of them may be taken alone
 */
public record PlacementPlan(List<PlacementStep> steps, List<PlacementTask> tasks) {
  public PlacementPlan {
    steps = List.copyOf(steps);
    tasks = List.copyOf(tasks);
  }
}
