/**
 * Where vectors lie: off-heap tables of fixed-stride rows. Indexes and kernels see nothing else of
 * a file or a growing segment, so both are searched by the same code.
 */
@NullMarked
package io.dunlin.index.memory;

import org.jspecify.annotations.NullMarked;
