package io.dunlin.persistence.fence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says who may write a log. */
public interface Fencing {
  /**
   * Makes this node the one writer of a log, in an epoch above all before. Waits until the present
   * writer let go or can be taken for gone. Each claim is for one stretch of writing: who starts
   * again claims again, so that what is still under way from before can be told apart.
   *
   * @return fails when the present writer is alive and keeps the log, or when it cannot be found
   *     out now; asking again later may succeed
   */
  CompletionStage<Claim> claim(String log);

  /**
   * Begins to find out whether a log's present writer is gone, which takes a while: a claim that
   * follows waits that much less. To be called again every second or so while it is suspected; does
   * a writer that lives no harm.
   */
  default void suspect(String log) {}

  /** Whether other nodes may write to the same journal. */
  boolean shared();

  /** For a journal that only this process can write, as one in a locked directory. */
  static Fencing alone() {
    return new Fencing() {
      @Override
      public CompletionStage<Claim> claim(String log) {
        return CompletableFuture.completedStage(Claim.ALONE);
      }

      @Override
      public boolean shared() {
        return false;
      }
    };
  }
}
