package io.dunlin.actors.build;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which segments to make one of, next. A pure function of their sizes and dead shares.
 *
 * <p>A merge starts from the graph of its largest input and inserts the rows of the others; what it
 * takes over costs reading and writing only. In order: a damaged one is rewritten; frozen ones, and
 * those that lack their graph, are sealed, all together, into the largest sealed one that is not
 * too large for them; sealed ones are merged in tiers whose sizes grow by {@link #FAN_IN}, so that
 * each row is inserted a logarithmic number of times; a segment with many dead rows is rewritten
 * without them. One whose index is by other settings than those of now is rewritten alone, before
 * any tier is merged and the largest first: until then it serves as it is.
 */
public final class MergePolicy {
  static final int FAN_IN = 4;

  /** How many times as large as the new rows a segment may be that takes them in. */
  static final int HOST_SIZE = 4;

  static final int MAX_SEALED = 8;
  static final long SMALLEST_TIER = 16L << 20;
  static final long LARGEST_MERGED = 4L << 30;

  private static final Comparator<Candidate> BY_SIZE =
      Comparator.comparingLong(Candidate::bytes).thenComparingLong(Candidate::name);

  private MergePolicy() {}

  /**
   * What is known of a segment.
   *
   * @param name see {@code Part}
   * @param bare it lacks an index that it should have: the shard was small when it was sealed
   * @param outdated an index that it has is built by other settings than those of now
   * @param live rows that a rewrite would take over as they are
   * @param bytes of its live vectors
   */
  public record Candidate(
      long name,
      boolean sealed,
      boolean damaged,
      boolean bare,
      boolean outdated,
      int rows,
      int live,
      long bytes) {
    double deadShare() {
      return rows == 0 ? 0 : 1 - (double) live / rows;
    }
  }

  /**
   * When dead rows are worth a rewrite: share above {@code deadShare} in a segment of at least
   * {@code rows} rows.
   */
  public record Vacuum(double deadShare, long rows) {}

  /** The names of the segments to merge now; empty when all is well. */
  public static Set<Long> next(List<Candidate> candidates, Vacuum vacuum) {
    for (Candidate candidate : candidates) {
      if (candidate.damaged()) {
        return Set.of(candidate.name());
      }
    }
    Set<Long> unindexed = new HashSet<>();
    for (Candidate candidate : candidates) {
      if (!candidate.sealed() || candidate.bare()) {
        unindexed.add(candidate.name());
      }
    }
    if (!unindexed.isEmpty()) {
      host(candidates, unindexed).ifPresent(unindexed::add);
      return unindexed;
    }
    Optional<Candidate> outdated = candidates.stream().filter(Candidate::outdated).max(BY_SIZE);
    if (outdated.isPresent()) {
      return Set.of(outdated.get().name());
    }
    Set<Long> tier = fullTier(candidates);
    if (!tier.isEmpty()) {
      return tier;
    }
    for (Candidate candidate : candidates) {
      if (wantsVacuum(candidate, vacuum)) {
        return Set.of(candidate.name());
      }
    }
    return Set.of();
  }

  /** All segments, or none where there is but one, sealed and without dead rows. */
  public static Set<Long> toOne(List<Candidate> candidates) {
    boolean done =
        candidates.isEmpty()
            || (candidates.size() == 1
                && candidates.getFirst().sealed()
                && !candidates.getFirst().damaged()
                && !candidates.getFirst().bare()
                && !candidates.getFirst().outdated()
                && candidates.getFirst().live() == candidates.getFirst().rows());
    Set<Long> all = new HashSet<>();
    candidates.forEach(candidate -> all.add(candidate.name()));
    return done ? Set.of() : all;
  }

  /** True when a segment would be rewritten for its dead rows alone. */
  public static boolean wantsVacuum(Candidate candidate, Vacuum vacuum) {
    return candidate.sealed()
        && candidate.rows() >= vacuum.rows()
        && candidate.deadShare() > vacuum.deadShare();
  }

  /** The sealed segment that takes new ones in. */
  private static Optional<Long> host(List<Candidate> candidates, Set<Long> guests) {
    long bytes =
        candidates.stream()
            .filter(candidate -> guests.contains(candidate.name()))
            .mapToLong(Candidate::bytes)
            .sum();
    long most = Math.min(Math.max(HOST_SIZE * bytes, SMALLEST_TIER), LARGEST_MERGED - bytes);
    return candidates.stream()
        .filter(candidate -> !guests.contains(candidate.name()) && candidate.bytes() <= most)
        .max(BY_SIZE)
        .map(Candidate::name);
  }

  private static Set<Long> fullTier(List<Candidate> candidates) {
    List<Candidate> bySize = new ArrayList<>(candidates);
    bySize.removeIf(candidate -> candidate.bytes() > LARGEST_MERGED / FAN_IN);
    bySize.sort(BY_SIZE);
    Map<Integer, Set<Long>> tiers = new HashMap<>();
    for (Candidate candidate : bySize) {
      Set<Long> tier = tiers.computeIfAbsent(tierOf(candidate.bytes()), _ -> new HashSet<>());
      tier.add(candidate.name());
      if (tier.size() == FAN_IN) {
        return tier;
      }
    }
    Set<Long> smallest = new HashSet<>();
    if (bySize.size() > MAX_SEALED) {
      bySize.subList(0, FAN_IN).forEach(candidate -> smallest.add(candidate.name()));
    }
    return smallest;
  }

  private static int tierOf(long bytes) {
    int tier = 0;
    for (long limit = SMALLEST_TIER; bytes > limit; limit *= FAN_IN) {
      tier++;
    }
    return tier;
  }
}
