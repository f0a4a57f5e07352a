package io.dunlin.actors.feed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which copies must have a write before it is acknowledged. A copy in sync has a lease on answering
 * reads: nothing is acknowledged that it has not confirmed, so what it answers is never older than
 * what any caller was told. One that does not confirm in time leaves, and acknowledgements wait
 * until it has given its lease back or that has run out.
 *
 * <p>No clock and no actor: {@code now} is in nanoseconds and never goes back. Not thread-safe.
 *
 * @param <F> a follower
 */
final class InSyncCopies<F> {
  private static final class Copy {
    long confirmed;
    boolean inSync;
    long leaseOver;
    long joinsFrom;
    long inSyncSince;
    long pause = Leases.FIRST_PAUSE.toNanos();
    long revocation;

    Copy(long confirmed, long now) {
      this.confirmed = confirmed;
      this.leaseOver = now;
      this.joinsFrom = now;
    }
  }

  private final int needed;
  private final Map<F, Copy> copies = new LinkedHashMap<>();
  private long acknowledged;
  private long revocations;
  // Until then there may be leases of an earlier writer, or of copies that went without a word.
  private long strangersUntil;

  /**
   * @param needed copies that must have a write, the writer's own among them
   * @param strangersUntil when the last lease of an earlier writer has run out
   */
  InSyncCopies(int needed, long strangersUntil) {
    this.needed = needed;
    this.strangersUntil = strangersUntil;
  }

  /** A copy that shows all up to {@code position} follows from now on. */
  void joined(F follower, long position, long now) {
    gone(follower);
    copies.put(follower, new Copy(position, now));
  }

  /** A copy follows no longer and has no lease. */
  void left(F follower) {
    copies.remove(follower);
  }

  /** A copy follows no longer; whether it has a lease is not known. */
  void gone(F follower) {
    @Nullable Copy copy = copies.remove(follower);
    if (copy != null && copy.leaseOver - strangersUntil > 0) {
      strangersUntil = copy.leaseOver;
    }
  }

  /** A copy shows all up to {@code position}. True when it gets a lease, from now on. */
  boolean confirmed(F follower, long position, boolean mayGrant, long now) {
    @Nullable Copy copy = copies.get(follower);
    if (copy == null) {
      return false;
    }
    copy.confirmed = Math.max(copy.confirmed, position);
    if (!mayGrant) {
      return false;
    }
    if (!copy.inSync && copy.confirmed >= acknowledged && now - copy.joinsFrom >= 0) {
      copy.inSync = true;
      copy.inSyncSince = now;
    }
    if (copy.inSync) {
      copy.leaseOver = Leases.over(now);
    }
    return copy.inSync;
  }

  /**
   * The copies in sync that lack {@code position} leave.
   *
   * @return the number by which each is to be told, and answers, that its lease is revoked
   */
  Map<F, Long> dropWithout(long position, long now) {
    Map<F, Long> dropped = new LinkedHashMap<>();
    copies.forEach((follower, copy) -> {
      if (copy.inSync && copy.confirmed < position) {
        copy.inSync = false;
        copy.revocation = ++revocations;
        if (now - copy.inSyncSince >= Leases.LONGEST_PAUSE.toNanos()) {
          copy.pause = Leases.FIRST_PAUSE.toNanos();
        }
        copy.joinsFrom = now + copy.pause;
        copy.pause = Math.min(2 * copy.pause, Leases.LONGEST_PAUSE.toNanos());
        dropped.put(follower, copy.revocation);
      }
    });
    return dropped;
  }

  /** A copy that left has given its lease back, unless it has got another since. */
  void revoked(F follower, long number, long now) {
    @Nullable Copy copy = copies.get(follower);
    if (copy != null && !copy.inSync && copy.revocation == number) {
      copy.leaseOver = now;
    }
  }

  /** Whether callers may be told that all up to {@code position} is done. */
  boolean mayAcknowledge(long position, long now) {
    if (now - strangersUntil < 0) {
      return false;
    }
    int have = 1;
    for (Copy copy : copies.values()) {
      if (copy.confirmed >= position) {
        have++;
      } else if (copy.inSync || now - copy.leaseOver < 0) {
        return false;
      }
    }
    return have >= needed;
  }

  /** Callers have been told. */
  void acknowledged(long position) {
    acknowledged = Math.max(acknowledged, position);
  }

  List<F> inSync() {
    List<F> inSync = new ArrayList<>();
    copies.forEach((follower, copy) -> {
      if (copy.inSync) {
        inSync.add(follower);
      }
    });
    return inSync;
  }
}
