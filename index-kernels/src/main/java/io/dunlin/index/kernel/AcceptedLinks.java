package io.dunlin.index.kernel;

import io.dunlin.index.RowFilter;
import io.dunlin.index.memory.LinkLists;
import io.dunlin.index.search.Visited;

/** {@link Kernels#acceptedLinks} link by link. */
final class AcceptedLinks {
  private AcceptedLinks() {}

  static int gather(
      LinkLists lists, int node, RowFilter filter, Visited visited, int[] refused, int[] out) {
    int refusedCount = 0;
    int count = 0;
    for (int i = 0; i < lists.size(node); i++) {
      int target = lists.link(node, i);
      if (visited.add(target)) {
        if (filter.accepts(target)) {
          out[count++] = target;
        } else {
          refused[refusedCount++] = target;
        }
      }
    }
    for (int i = 0; i < refusedCount && count < lists.most(); i++) {
      int between = refused[i];
      for (int j = 0; j < lists.size(between); j++) {
        int target = lists.link(between, j);
        if (filter.accepts(target) && visited.add(target)) {
          out[count++] = target;
        }
      }
    }
    return count;
  }
}
