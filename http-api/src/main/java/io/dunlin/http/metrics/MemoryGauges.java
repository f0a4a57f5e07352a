package io.dunlin.http.metrics;

import io.dunlin.index.memory.PinnedBudget;

/** What sealed segments keep in memory at the moment of a scrape, as Prometheus text. */
public final class MemoryGauges {
  private MemoryGauges() {}

  public static String text(PinnedBudget pinned) {
    return """
    # HELP dunlin_pinned_bytes Bytes of sealed segments that are copied into memory
    # TYPE dunlin_pinned_bytes gauge
    dunlin_pinned_bytes %d
    # HELP dunlin_pinned_limit_bytes How many such bytes there may be
    # TYPE dunlin_pinned_limit_bytes gauge
    dunlin_pinned_limit_bytes %d
    # HELP dunlin_sections_left_mapped Sections of sealed segments that found no room in memory
    # TYPE dunlin_sections_left_mapped gauge
    dunlin_sections_left_mapped %d
    """
        .formatted(pinned.taken(), pinned.limit(), pinned.refused());
  }
}
