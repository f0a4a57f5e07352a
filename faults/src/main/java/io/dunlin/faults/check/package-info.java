/**
 * Whether a history can be one of points that each hold one value at a time and lose nothing.
 *
 * <p>Each point is checked by itself: a history is linearizable when that of each object is
 * (Herlihy and Wing, "Linearizability", 1990). {@link io.dunlin.faults.check.RegisterChecker} goes
 * through the events in the order of time and keeps every state that the point may be in, as in
 * Lowe, "Testing for linearizability", 2017 (just-in-time linearization).
 */
@NullMarked
package io.dunlin.faults.check;

import org.jspecify.annotations.NullMarked;
