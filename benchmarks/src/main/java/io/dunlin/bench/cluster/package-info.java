/**
 * Figures of nodes that work together: each starts real processes on this machine and harms, loads
 * or grows them.
 */
@NullMarked
package io.dunlin.bench.cluster;

import org.jspecify.annotations.NullMarked;
