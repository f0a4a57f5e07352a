package io.dunlin.actors.query;

/** What is told of what cursors hold. */
public interface CursorMetrics {
  /** So much is held now. */
  void held(int cursors, int views);

  /** A cursor was not begun, as too many are open. */
  void refused();

  /** A cursor was let go of, as nobody used it. */
  void expired();

  /** Counts nothing. */
  static CursorMetrics none() {
    return new CursorMetrics() {
      @Override
      public void held(int cursors, int views) {}

      @Override
      public void refused() {}

      @Override
      public void expired() {}
    };
  }
}
