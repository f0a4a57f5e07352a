package io.dunlin.actors.query;

/** How many copies of each shard have to answer a read. */
public sealed interface Consistency {
  /** So many of a shard's copies. */
  int of(int copies);

  /** A number of copies, or all where there are fewer. */
  record Count(int number) implements Consistency {
    @Override
    public int of(int copies) {
      return Math.min(number, copies);
    }
  }

  /** More than half. */
  record Majority() implements Consistency {
    @Override
    public int of(int copies) {
      return copies / 2 + 1;
    }
  }

  record All() implements Consistency {
    @Override
    public int of(int copies) {
      return copies;
    }
  }

  /** Any copy that has everything. */
  Consistency ONE = new Count(1);
}
