package io.dunlin.actors.placement.world;

/** The product's times, in milliseconds. */
final class Times {
  static final long RENEWAL = 2000;
  static final long SESSION = 6000;

  /** What a claimant waits longer than a session is valid: clocks run at slightly other rates. */
  static final long SESSION_MARGIN = 1000;

  static final long CONFIRMATION = 300;
  static final long LEASE = 2000;
  static final long LEASE_MARGIN = 200;
  static final long JOURNAL_TIMEOUT = 2000;
  static final long PING = 500;
  static final long REPORT = 1000;

  private Times() {}
}
