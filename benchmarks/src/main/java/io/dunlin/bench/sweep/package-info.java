/** Recall and queries per second over a range of search breadths, and what can be read off. */
@NullMarked
package io.dunlin.bench.sweep;

import org.jspecify.annotations.NullMarked;
