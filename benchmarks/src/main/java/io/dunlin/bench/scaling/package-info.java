/** What clusters of any size need, reckoned from measured unit costs. */
@NullMarked
package io.dunlin.bench.scaling;

import org.jspecify.annotations.NullMarked;
