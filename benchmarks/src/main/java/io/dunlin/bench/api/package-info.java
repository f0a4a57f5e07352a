/**
 * What the two APIs add to a search: requests a second and latencies over REST and gRPC, and the
 * server's own processor time of each, beside an echo of the same bytes and the search alone.
 */
@NullMarked
package io.dunlin.bench.api;

import org.jspecify.annotations.NullMarked;
