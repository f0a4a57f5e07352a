/** What the clients of a run asked and were told, with the times of one monotonic clock. */
@NullMarked
package io.dunlin.faults.history;

import org.jspecify.annotations.NullMarked;
