package io.dunlin.persistence.fence;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The right to write a log. Any thread may ask. */
public interface Claim {
  /** Of the only process that could. Its entries need no epoch. */
  Claim ALONE =
      new Claim() {
        @Override
        public long epoch() {
          return 0;
        }

        @Override
        public boolean valid() {
          return true;
        }

        @Override
        public void release() {}
      };

  /** At least 1; or 0 where there is nobody to be told apart from, and so no epoch to be begun. */
  long epoch();

  /**
   * Whether nobody else can have begun to write yet. What the journal confirmed counts only if the
   * claim is valid <em>after</em> that; once false it stays so.
   */
  boolean valid();

  /** Gives the log free for others, at once; nothing may be under way any more. */
  void release();

  /**
   * Gives up a log that is gone and will never be again, with what is kept to tell its writers
   * apart.
   *
   * @return fails when something of that may be left
   */
  default CompletionStage<Void> forget() {
    return CompletableFuture.runAsync(this::release, Runnable::run);
  }
}
