/**
 * Rows in clusters: where inverted lists and codebooks come from. Results are functions of rows,
 * settings and seed alone, whatever the number of threads.
 */
@NullMarked
package io.dunlin.index.cluster;

import org.jspecify.annotations.NullMarked;
