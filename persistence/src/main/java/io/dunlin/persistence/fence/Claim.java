package io.dunlin.persistence.fence;

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
}
