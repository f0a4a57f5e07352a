package io.dunlin.faults.history;

/**
 * What one point held, as it was told.
 *
 * @param value of the write it saw, or {@link Write#ABSENT}
 * @param invoked when it was asked
 * @param completed when the answer came
 * @param freshness what it may be held to
 * @param by who asked where, and how
 */
public record Read(
    long key, long value, long invoked, long completed, Freshness freshness, String by) {}
