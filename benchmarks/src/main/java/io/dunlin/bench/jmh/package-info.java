/** Microbenchmarks of the scoring kernels. */
@NullMarked
package io.dunlin.bench.jmh;

import org.jspecify.annotations.NullMarked;
