package io.dunlin.faults.history;

/** How old the state that a read tells may be. */
public sealed interface Freshness {
  /**
   * The one state of all: after every write that was acked, and every read of this kind that was
   * answered, before this one was asked.
   */
  record Latest() implements Freshness {}

  /**
   * After every write that was acked before it was asked. Of a write that is under way one such
   * read may see more than a later one: they may be of different copies.
   */
  record Acked() implements Freshness {}

  /**
   * After every write that was acked so long before it was asked.
   *
   * @param nanos what the answer said of its age
   */
  record StaleBy(long nanos) implements Freshness {}

  /**
   * After a write whose token it carried, and so after all that were acked when that one was sent.
   */
  record NotBefore(Write token) implements Freshness {}
}
