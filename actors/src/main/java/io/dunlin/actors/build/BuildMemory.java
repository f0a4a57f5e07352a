package io.dunlin.actors.build;

import io.dunlin.index.memory.PinnedBudget;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Room in a node's budget of memory for what its builds take. A build asks for it before it begins
 * and waits where there is none: until another build is over, or copies of sealed segments are let
 * go of. One may always be under way, however much it takes, so that builds never stop altogether.
 * Safe for any thread that may wait.
 */
public final class BuildMemory {
  /** How soon a build that waits finds out that there is room, or that it was cancelled. */
  private static final long LOOK_MILLIS = 100;

  private final PinnedBudget budget;
  private int underway;

  public BuildMemory(PinnedBudget budget) {
    this.budget = budget;
  }

  /** The budget that the room is in. */
  public PinnedBudget budget() {
    return budget;
  }

  /**
   * Waits for room.
   *
   * @throws CancellationException when {@code cancelled} says so before there is room
   */
  public synchronized Room room(long bytes, BooleanSupplier cancelled) {
    PinnedBudget.Claim claim = budget.claim(bytes);
    try {
      while (!claim.granted()) {
        claim.close();
        if (underway == 0) {
          break;
        }
        if (cancelled.getAsBoolean()) {
          throw new CancellationException("the build found no memory before it was cancelled");
        }
        wait(LOOK_MILLIS);
        claim = budget.claim(bytes);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("the build was interrupted while it waited for memory");
    }
    underway++;
    return new Room(claim);
  }

  private synchronized void ended(PinnedBudget.Claim claim) {
    claim.close();
    underway--;
    notifyAll();
  }

  /** What one build has until it closes this, once. */
  public final class Room implements AutoCloseable {
    private final PinnedBudget.Claim claim;

    private Room(PinnedBudget.Claim claim) {
      this.claim = claim;
    }

    @Override
    public void close() {
      ended(claim);
    }
  }
}
