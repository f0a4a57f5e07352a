/** Vectors, queries and their exact neighbours: read from the usual files, or generated. */
@NullMarked
package io.dunlin.bench.datasets;

import org.jspecify.annotations.NullMarked;
