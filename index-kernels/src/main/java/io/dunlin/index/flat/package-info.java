/** Exact search by scanning: the oracle for every other index, and the best one for few rows. */
@NullMarked
package io.dunlin.index.flat;

import org.jspecify.annotations.NullMarked;
