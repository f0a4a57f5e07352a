/** The same figures through a running node: gRPC, REST, loading, restarts, disk and memory. */
@NullMarked
package io.dunlin.bench.node;

import org.jspecify.annotations.NullMarked;
