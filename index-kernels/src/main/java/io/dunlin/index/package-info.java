/**
 * Vector indexes as a library of their own: no actors, no JSON, no journal. What varies between
 * indexes is told here; {@code flat} and {@code hnsw} are the indexes, {@code kernel} their
 * arithmetic, {@code memory} and {@code file} where their bytes lie, {@code search} what a
 * searching thread carries along.
 */
@NullMarked
package io.dunlin.index;

import org.jspecify.annotations.NullMarked;
