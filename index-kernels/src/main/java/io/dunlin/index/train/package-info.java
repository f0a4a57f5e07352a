/**
 * What codes are learned from a table: codewords, rotations, projections. The results are plain
 * objects of other packages; nothing here is needed to search with them. They are functions of
 * rows, settings and seed alone, whatever the number of threads.
 */
@NullMarked
package io.dunlin.index.train;

import org.jspecify.annotations.NullMarked;
