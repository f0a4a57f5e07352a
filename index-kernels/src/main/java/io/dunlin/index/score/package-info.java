/**
 * Scores of rows, exact by their vectors or approximate by their codes, behind one interface: a
 * walk through a graph and the building of it do not know which they read.
 */
@NullMarked
package io.dunlin.index.score;

import org.jspecify.annotations.NullMarked;
